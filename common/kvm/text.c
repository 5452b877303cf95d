/* SPDX-License-Identifier: MIT */
#include "kvm/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_add(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->bytes) - text->length;
	va_list args;
	va_start(args, format);
	int added = vsnprintf(text->bytes + text->length, room, format, args);
	va_end(args);
	if (added > 0)
		text->length += (size_t)added < room ? (size_t)added : room - 1;
}

void text_shown(const char *raw, char *ret_shown, size_t room)
{
	size_t length = 0;
	for (; raw[length] && length < room - 1; length++) {
		unsigned char byte = (unsigned char)raw[length];
		ret_shown[length] = byte < ' ' || byte == 0x7f ? '?' : raw[length];
	}
	ret_shown[length] = '\0';
	if (raw[length] && room > 3)
		memcpy(ret_shown + room - 4, "...", 4);
}
