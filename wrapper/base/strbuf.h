/* SPDX-License-Identifier: MIT */
/*
 * A growing text. Appending never fails in the caller's face: a buffer that ran out of memory
 * stays that way (`failed`), and strbuf_finish() tells at the end. `text` is NULL while empty,
 * otherwise NUL-terminated. The owner calls strbuf_release().
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/arena.h"

#include <stdbool.h>

struct strbuf {
	char *text;
	size_t length, room;
	bool failed;
};

void strbuf_add(struct strbuf *buffer, const char *bytes, size_t length);
void strbuf_adds(struct strbuf *buffer, const char *text);
void strbuf_addc(struct strbuf *buffer, char byte);
void strbuf_addf(struct strbuf *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** Copies the text into the arena; NULL if memory ran out at any time. */
char *strbuf_finish(const struct strbuf *buffer, struct arena *arena);

void strbuf_release(struct strbuf *buffer);

#define CLEANUP_STRBUF CLEANUP(strbuf_release)

#endif
