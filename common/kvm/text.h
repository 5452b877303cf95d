/* SPDX-License-Identifier: MIT */
/*
 * One or two lines for people, of bounded length: what doesn't fit is cut off and can't fail.
 * `bytes` is always terminated. An empty one is `struct text text = { 0 };`.
 */
#ifndef KVM_TEXT_H
#define KVM_TEXT_H

#include <stddef.h>

struct text {
	char bytes[1536];
	size_t length;
};

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Copies what stands in some file or path in a form that can't disturb a line: control characters
 * become '?', and what doesn't fit ends in "...". */
void text_shown(const char *raw, char *ret_shown, size_t room);

#endif
