/* SPDX-License-Identifier: MIT */
/*
 * A range of TCP ports, as the option raw-ports gives it.
 *
 * Invariant: an empty range has first > last; any other lies within PORT_FIRST to PORT_LAST, for
 * no display number leads to a port below PORT_FIRST. Owns nothing.
 */
#ifndef VNC_PORTS_H
#define VNC_PORTS_H

#include <stdbool.h>
#include <stdint.h>

/* Display N listens on port PORT_FIRST + N. */
#define PORT_FIRST 5900u
#define PORT_LAST  65535u
/* The greatest display that QEMU takes. */
#define DISPLAY_LAST (PORT_LAST - PORT_FIRST)

struct port_range {
	uint32_t first, last;
};

/* Reads "FIRST-LAST", "PORT" or "never" (an empty range). -EINVAL: it is none of these;
 * -ERANGE: a bound lies outside PORT_FIRST to PORT_LAST, or the first is above the last. */
int port_range_read(const char *text, struct port_range *ret_range);

bool port_range_has(const struct port_range *range, uint32_t number);

/* True if some display listens on this TCP port. */
bool port_has_display(uint32_t port);

#endif
