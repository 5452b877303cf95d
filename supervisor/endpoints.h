/* SPDX-License-Identifier: MIT */
/* Where VNC listens, of what QEMU tells. */
#ifndef SUPERVISOR_ENDPOINTS_H
#define SUPERVISOR_ENDPOINTS_H

#include <jansson.h>

/** A new array of objects (empty for what is not understood), or NULL without memory. `vnc` is what
 * query-vnc-servers returned, an array, or query-vnc, an object; it may be NULL. */
json_t *endpoints_of(const json_t *vnc);

#endif
