/* SPDX-License-Identifier: MIT */
#include "complaint.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int complain(struct complaint *ret_complaint, size_t column, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(ret_complaint->text, sizeof(ret_complaint->text), format, args);
	va_end(args);
	ret_complaint->column = column;
	return -EINVAL;
}

/* Not the first of a character of UTF-8. */
static bool goes_on(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

int slice_shown(struct slice slice)
{
	size_t length = slice.length;
	if (length > 64)
		for (length = 64; length && goes_on(slice.at[length]);)
			length--;
	return (int)length;
}

struct slice slice_character(const char *at)
{
	size_t length = *at ? 1 : 0;
	while (length && goes_on(at[length]))
		length++;
	return (struct slice){ at, length };
}

bool slice_is(struct slice slice, const char *word)
{
	return strlen(word) == slice.length && !memcmp(slice.at, word, slice.length);
}

bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

bool is_word(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || is_digit(byte) ||
	       byte == '_';
}
