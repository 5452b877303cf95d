/* SPDX-License-Identifier: MIT */
/*
 * A growing text. Appending never fails in the caller's face: a buffer that ran out of memory
 * stays that way (`failed`), which the caller looks at in the end. `text` is NULL while empty,
 * otherwise NUL-terminated. The owner calls strbuf_release().
 */
#ifndef TEXT_STRBUF_H
#define TEXT_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

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

void strbuf_release(struct strbuf *buffer);

#define CLEANUP_STRBUF __attribute__((cleanup(strbuf_release)))

#endif
