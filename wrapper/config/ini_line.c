/* SPDX-License-Identifier: MIT */
#include "config/ini_line.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The bounds of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t utf8_sequence(const unsigned char *text, size_t length)
{
	static const struct {
		unsigned char first, last, size, low, high;
	} forms[] = { { 0x00, 0x7f, 1, 0, 0 },       { 0xc2, 0xdf, 2, 0x80, 0xbf },
		      { 0xe0, 0xe0, 3, 0xa0, 0xbf }, { 0xe1, 0xec, 3, 0x80, 0xbf },
		      { 0xed, 0xed, 3, 0x80, 0x9f }, { 0xee, 0xef, 3, 0x80, 0xbf },
		      { 0xf0, 0xf0, 4, 0x90, 0xbf }, { 0xf1, 0xf3, 4, 0x80, 0xbf },
		      { 0xf4, 0xf4, 4, 0x80, 0x8f } };
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (*text < forms[i].first || *text > forms[i].last)
			continue;
		if (forms[i].size > length)
			return 0;
		for (size_t k = 1; k < forms[i].size; k++) {
			unsigned char low = k == 1 ? forms[i].low : 0x80;
			unsigned char high = k == 1 ? forms[i].high : 0xbf;
			if (text[k] < low || text[k] > high)
				return 0;
		}
		return forms[i].size;
	}
	return 0;
}

static bool is_utf8(const char *text, size_t length)
{
	for (size_t i = 0, step; i < length; i += step) {
		step = utf8_sequence((const unsigned char *)text + i, length - i);
		if (!step)
			return false;
	}
	return true;
}

static size_t trimmed(const char *text, size_t length)
{
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	return length;
}

static const char *check_section(const char *text, size_t length, struct ini_line *ret_line)
{
	const char *end = memchr(text, ']', length);
	if (!end)
		return "the section's closing ']' is missing";
	if ((size_t)(end - text) + 1 != length)
		return "text after the section's ']' (a comment needs a line of its own)";
	const char *name = text + 1;
	size_t name_length = (size_t)(end - name);
	if (!trimmed(name, name_length))
		return "the section's name is empty";
	if (name_length > INI_SECTION_LIMIT)
		return "the section's name is longer than 49 bytes";
	if (!is_utf8(name, name_length))
		return "the section's name is not valid UTF-8";
	*ret_line = (struct ini_line){ INI_LINE_SECTION, name, name_length };
	return NULL;
}

static const char *check_pair(const char *text, size_t length, struct ini_line *ret_line)
{
	const char *equals = memchr(text, '=', length);
	const char *colon = memchr(text, ':', equals ? (size_t)(equals - text) : length);
	if (colon)
		return "a key and its value are separated by '=', not by ':'";
	if (!equals)
		return "this is neither '[section]' nor 'key = value' (nor a comment: # or ; "
		       "first)";
	size_t name_length = trimmed(text, (size_t)(equals - text));
	if (!name_length)
		return "the key before '=' is missing";
	if (!is_utf8(text, name_length))
		return "the key is not valid UTF-8";
	*ret_line = (struct ini_line){ INI_LINE_PAIR, text, name_length };
	return NULL;
}

const char *ini_line_check(const char *line, size_t length, struct ini_line *ret_line)
{
	if (memchr(line, '\0', length))
		return "a NUL byte: this is not a text file, or one in UTF-16";
	if (memchr(line, '\r', length))
		return "a carriage return inside the line: lines end with LF or CR LF";
	if (length > INI_LINE_LIMIT)
		return "the line is longer than 65535 bytes";
	while (length && isspace((unsigned char)*line)) {
		line++;
		length--;
	}
	length = trimmed(line, length);
	*ret_line = (struct ini_line){ .kind = INI_LINE_EMPTY };
	if (!length || *line == '#' || *line == ';')
		return NULL;
	return *line == '[' ? check_section(line, length, ret_line)
			    : check_pair(line, length, ret_line);
}
