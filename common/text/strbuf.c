/* SPDX-License-Identifier: MIT */
#include "text/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(struct strbuf *buffer, size_t extra)
{
	size_t needed;
	if (buffer->failed || __builtin_add_overflow(buffer->length, extra, &needed) ||
	    __builtin_add_overflow(needed, 1, &needed)) {
		buffer->failed = true;
		return false;
	}
	if (needed <= buffer->room)
		return true;
	size_t room = buffer->room ? buffer->room : 64;
	while (room < needed)
		if (__builtin_mul_overflow(room, 2, &room))
			room = needed;
	char *grown = realloc(buffer->text, room);
	if (!grown) {
		buffer->failed = true;
		return false;
	}
	buffer->text = grown;
	buffer->room = room;
	return true;
}

void strbuf_add(struct strbuf *buffer, const char *bytes, size_t length)
{
	if (!make_room(buffer, length))
		return;
	if (length)
		memcpy(buffer->text + buffer->length, bytes, length);
	buffer->length += length;
	buffer->text[buffer->length] = '\0';
}

void strbuf_adds(struct strbuf *buffer, const char *text)
{
	strbuf_add(buffer, text, strlen(text));
}

void strbuf_addc(struct strbuf *buffer, char byte)
{
	strbuf_add(buffer, &byte, 1);
}

void strbuf_addf(struct strbuf *buffer, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	if (length < 0)
		buffer->failed = true;
	else if (make_room(buffer, (size_t)length)) {
		vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, again);
		buffer->length += (size_t)length;
	}
	va_end(again);
	va_end(args);
}

void strbuf_release(struct strbuf *buffer)
{
	free(buffer->text);
	*buffer = (struct strbuf){ 0 };
}
