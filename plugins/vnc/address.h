/* SPDX-License-Identifier: MIT */
/*
 * One VNC address, cut as QEMU cuts it. No policy: what was meant is meaning.h's business.
 *
 *     address = "" | "none" | "unix:" path | [ host ] ":" number
 *
 * The cut is at the last colon, wherever that stands; one pair of brackets around the host is
 * removed. `text` and the pointers into it belong to the caller's text and live as long.
 */
#ifndef VNC_ADDRESS_H
#define VNC_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer addresses are not looked at: no host, and no socket's path, is that long. */
#define ADDRESS_MAX 512

enum address_kind {
	ADDRESS_EMPTY,
	/* Exactly "none". */
	ADDRESS_NONE,
	ADDRESS_UNIX,
	/* No colon: QEMU refuses it. */
	ADDRESS_WORD,
	/* Cut into host and number; the number may still be wrong. */
	ADDRESS_TCP,
	ADDRESS_TOO_LONG
};

enum number_kind {
	NUMBER_READ,
	/* Digits, but more than 65535: `number` is UINT32_MAX. */
	NUMBER_HUGE,
	NUMBER_MISSING,
	NUMBER_JUNK
};

struct address {
	enum address_kind kind;
	const char *text;
	/* ADDRESS_UNIX: what follows "unix:". */
	const char *path;
	/* ADDRESS_TCP: length of the host as written, brackets included. */
	size_t written;
	bool bracketed;
	/* ADDRESS_TCP: the host without brackets. */
	char host[ADDRESS_MAX];
	/* ADDRESS_TCP: what follows the last colon, and its value. */
	const char *number_text;
	enum number_kind number_kind;
	uint32_t number;
};

void address_cut(const char *text, struct address *ret_address);

/* Reads a number by QEMU's rules: decimal; leading blanks, a plus and zeros are taken. */
enum number_kind number_read(const char *text, uint32_t *ret_number);

/* True if the host, as written, can be one for QEMU: it has no colon, stands in brackets, or is an
 * IPv6 address; and it has no bracket but one pair around it. */
bool address_has_host(const struct address *address);

#endif
