/* SPDX-License-Identifier: MIT */
/*
 * Which addresses and ports one value may listen on: ipv4=, ipv6= and to=. Pure.
 */
#ifndef VNC_FAMILY_H
#define VNC_FAMILY_H

#include "properties.h"

/* QEMU's first port for websockets: 5700 + display. */
#define WEBSOCKET_FIRST 5700u

enum family { FAMILY_ANY, FAMILY_4, FAMILY_6, FAMILY_BOTH, FAMILY_NONE };

enum family family_of(const struct properties *value);

/* False if the host is an address of another family. */
bool family_fits(enum family family, const char *host);

/* The last port where `first` is that of display 0, or ENDPOINT_UNSET. */
int32_t range_end(const struct properties *value, uint32_t first);

#endif
