/* SPDX-License-Identifier: MIT */
#include "address.h"

#include <ctype.h>
#include <string.h>

#include "host.h"
#include "ports.h"

enum number_kind number_read(const char *text, uint32_t *ret_number)
{
	uint32_t number = 0;
	if (!*text)
		return NUMBER_MISSING;
	while (isspace((unsigned char)*text))
		text++;
	if (*text == '+')
		text++;
	if (!*text)
		return NUMBER_JUNK;
	for (; *text; text++) {
		if (!isdigit((unsigned char)*text))
			return NUMBER_JUNK;
		if (number <= PORT_LAST)
			number = number * 10 + (uint32_t)(*text - '0');
	}
	*ret_number = number <= PORT_LAST ? number : UINT32_MAX;
	return number <= PORT_LAST ? NUMBER_READ : NUMBER_HUGE;
}

static void host_and_number_cut(struct address *address, const char *colon)
{
	const char *host = address->text;
	size_t length = (size_t)(colon - host);

	address->kind = ADDRESS_TCP;
	address->written = length;
	if (length >= 2 && host[0] == '[' && host[length - 1] == ']') {
		address->bracketed = true;
		host++;
		length -= 2;
	}
	memcpy(address->host, host, length);
	address->host[length] = '\0';
	address->number_text = colon + 1;
	address->number_kind = number_read(colon + 1, &address->number);
}

void address_cut(const char *text, struct address *ret_address)
{
	*ret_address = (struct address){ .kind = ADDRESS_WORD, .text = text };
	if (strnlen(text, ADDRESS_MAX) == ADDRESS_MAX) {
		ret_address->kind = ADDRESS_TOO_LONG;
		return;
	}
	if (!*text) {
		ret_address->kind = ADDRESS_EMPTY;
		return;
	}
	if (!strcmp(text, "none")) {
		ret_address->kind = ADDRESS_NONE;
		return;
	}
	if (!strncmp(text, "unix:", 5)) {
		ret_address->kind = ADDRESS_UNIX;
		ret_address->path = text + 5;
		return;
	}
	const char *colon = strrchr(text, ':');
	if (colon)
		host_and_number_cut(ret_address, colon);
}

bool address_has_host(const struct address *address)
{
	if (strpbrk(address->host, "[]"))
		return false;
	return address->bracketed || !strchr(address->host, ':') || host_is_ipv6(address->host);
}
