/* SPDX-License-Identifier: MIT */
/* Any text as a VNC address. A correction is an address that QEMU takes, and is not corrected once
 * more. */
#include "fuzz.h"

#include "meaning.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct meaning_rules rules = { .raw_ports = { 5900, 5999 } };
	struct meaning meaning, again;
	struct address address;
	char *text = fuzz_text(data, size < 200 ? size : 200);
	meaning_of(text, &rules, &meaning);
	if (meaning.verdict == MEANING_CORRECT) {
		address_cut(meaning.text, &address);
		MUST(address.kind == ADDRESS_TCP && address.number_kind == NUMBER_READ);
		/* Displays 5900 to 5999 can't be written so that they read as displays again. */
		if (port_range_has(&rules.raw_ports, address.number)) {
			free(text);
			return 0;
		}
		meaning_of(meaning.text, &rules, &again);
		MUST(again.verdict == MEANING_KEEP || again.verdict == MEANING_NOTE);
	}
	MUST((meaning.verdict == MEANING_KEEP) == !*meaning.message);
	free(text);
	return 0;
}
