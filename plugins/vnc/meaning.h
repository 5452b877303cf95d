/* SPDX-License-Identifier: MIT */
/*
 * What a person meant by one VNC address. Pure policy: text in, verdict out.
 *
 * The rows, tried in this order; the first that fits decides:
 *
 *  1. "", none, unix:PATH                    as written
 *  2. ::1, [::1], 127.0.0.1, localhost       the same host, display 0
 *  3. DIGITS                                 a port within the raw ports, a display below 5900,
 *                                            else refused; on the host `bind` or 127.0.0.1
 *     any other text without a colon         as written, QEMU refuses it
 *  4. ::DIGITS                               always a TCP port, on the host `bind` or 127.0.0.1
 *  5. text that is an IPv6 address as a whole and ends in :DIGITS, while what stands before the
 *     last colon is not one                  refused: nobody can tell what the digits are
 *     (2001:db8::5901, fe80::5901, all eight groups; but ::1:5901 is host ::1 for QEMU: row 7)
 *  6. HOST::DIGITS, HOST in brackets or without a colon
 *                                            always a TCP port of that host
 *  7. HOST:N, where HOST has no colon, stands in brackets or is an IPv6 address
 *                                            N within the raw ports: display N - 5900;
 *                                            "auto": the first free display; other numbers that
 *                                            QEMU takes: as written, from 6000 on with a note.
 *                                            An empty HOST becomes `bind`, if that is set
 *  8. all else                               as written, QEMU refuses it
 *
 * Bare numbers, and those behind a double colon, are plain digits; in row 7 they are whatever QEMU
 * reads as a number (blanks, a plus and zeros in front).
 */
#ifndef VNC_MEANING_H
#define VNC_MEANING_H

#include <stdbool.h>

#include "address.h"
#include "ports.h"

#define BIND_MAX    256
#define MESSAGE_MAX 1024

/* The last display that "auto" may take. */
#define AUTO_LAST "99"

struct meaning_rules {
	struct port_range raw_ports;
	/* As it stands before a colon, IPv6 in brackets; empty: not set. */
	char bind[BIND_MAX];
};

enum meaning_verdict {
	MEANING_KEEP,
	/* As written; `message` is for people to know. */
	MEANING_NOTE,
	/* `text` shall stand there; `message` says why. */
	MEANING_CORRECT,
	/* No address can be made of it; `message` says why and what to write. */
	MEANING_REFUSE
};

struct meaning {
	enum meaning_verdict verdict;
	/* The number was a TCP port, so that `to=` may be one as well. */
	bool was_port;
	/* The first free display is wanted: `to=` must be there. */
	bool first_free;
	char text[ADDRESS_MAX + BIND_MAX];
	char message[MESSAGE_MAX];
};

void meaning_of(const char *text, const struct meaning_rules *rules, struct meaning *ret_meaning);

#endif
