/* SPDX-License-Identifier: MIT */
/*
 * Events as JSON: one object on one line, in ASCII. Its members are told in qemu-wrapper-log(7).
 *
 * Written here and not by jansson: a static library as distributions have it is not made for
 * shared objects, and a shared one would be loaded at every launch.
 */
#ifndef LOG_JSON_H
#define LOG_JSON_H

#include "text.h"

/* Without a line's end. */
void json_event(struct strbuf *out, const struct event *event, enum detail detail);

#endif
