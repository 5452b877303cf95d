/* SPDX-License-Identifier: MIT */
#include "text/utf8.h"

/* Bytes of a sequence by its first byte; 0: no sequence begins so. */
static size_t sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

size_t utf8_decode(const char *text, uint32_t *ret_code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length = sequence_length(bytes[0]);
	if (length < 2) {
		*ret_code = bytes[0];
		return length;
	}
	uint32_t code = bytes[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (bytes[i] & 0x3fu);
	}
	if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	*ret_code = code;
	return length;
}

bool utf8_is_valid(const char *text)
{
	uint32_t code;
	while (*text) {
		size_t length = utf8_decode(text, &code);
		if (!length)
			return false;
		text += length;
	}
	return true;
}
