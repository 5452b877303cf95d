/* SPDX-License-Identifier: MIT */
#include "correction.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A port in the plain form that people write; QEMU reads 0x and a leading zero as C does. */
static bool is_port_number(const char *text)
{
	return *text >= '1' && *text <= '9' && !text[strspn(text, "0123456789")];
}

static void range_correct(const struct properties *value, bool was_port, bool first_free,
			  struct correction *correction)
{
	const char *text = properties_last(value, "to");
	uint64_t to;

	if (!text && first_free) {
		strcpy(correction->to, AUTO_LAST);
		correction->to_reason = "auto means the first free display up to " AUTO_LAST;
		return;
	}
	if (!text || first_free || !was_port || !is_port_number(text))
		return;
	if (properties_number(value, "to", &to) == 1 && to >= PORT_FIRST) {
		snprintf(correction->to, sizeof(correction->to), "%" PRIu64, to - PORT_FIRST);
		correction->to_reason = "a TCP port like the one in the address; QEMU wants the "
					"last display here";
	}
}

/* Then QEMU opens nothing, or refuses the value. */
static bool says_none(const struct properties *value)
{
	const char *address;
	for (size_t i = 0; (address = properties_at(value, "vnc", i)); i++) {
		if (!strcmp(address, "none"))
			return true;
	}
	return false;
}

/* An address as which QEMU takes nothing of the text; one of these and the value opens nothing. */
static bool is_no_address(const char *text)
{
	struct address address;
	address_cut(text, &address);
	if (address.kind == ADDRESS_TCP)
		return address.number_kind != NUMBER_READ || !address_has_host(&address);
	return address.kind != ADDRESS_UNIX;
}

void correction_of(const struct properties *value, const struct meaning_rules *rules,
		   struct correction *ret_correction)
{
	bool was_port = false, first_free = false;
	const char *address;

	*ret_correction = (struct correction){ .verdict = CORRECTION_NONE };
	if (properties_is_reverse(value) || says_none(value))
		return;
	for (size_t i = 0; (address = properties_at(value, "vnc", i)); i++) {
		struct meaning meaning;
		meaning_of(address, rules, &meaning);
		if (meaning.verdict == MEANING_KEEP && is_no_address(address)) {
			*ret_correction = (struct correction){ .verdict = CORRECTION_NONE };
			return;
		}
		was_port |= meaning.was_port;
		first_free |= meaning.first_free;
		if (meaning.verdict != MEANING_CORRECT && meaning.verdict != MEANING_REFUSE)
			continue;
		bool refuse = meaning.verdict == MEANING_REFUSE;
		if (ret_correction->verdict == CORRECTION_NONE ||
		    (refuse && ret_correction->verdict == CORRECTION_EDIT)) {
			ret_correction->verdict = refuse ? CORRECTION_REFUSE : CORRECTION_EDIT;
			ret_correction->address = address;
			ret_correction->meaning = meaning;
		}
	}
	if (ret_correction->verdict == CORRECTION_EDIT)
		range_correct(value, was_port, first_free, ret_correction);
}
