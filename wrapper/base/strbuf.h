/* SPDX-License-Identifier: MIT */
/* The growing text of text/strbuf.h, and how it comes to rest in an arena. */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/arena.h"
#include "text/strbuf.h"

/** Copies the text into the arena; NULL if memory ran out at any time. */
char *strbuf_finish(const struct strbuf *buffer, struct arena *arena);

#endif
