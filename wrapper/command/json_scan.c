/* SPDX-License-Identifier: MIT */
#include "command/json_scan.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <string.h>

/* QEMU's own limit is 1024 (qobject/json-streamer.c). */
#define DEEPEST 1024

static size_t skip_blanks(const char *text, size_t i)
{
	return i + strspn(text + i, " \t\r\n");
}

/* Each skip function returns the offset behind what it skips, or 0: malformed. */
static size_t skip_string(const char *text, size_t i)
{
	char quote = text[i++];
	for (; text[i] && text[i] != quote; i++) {
		if (text[i] != '\\')
			continue;
		if (!text[++i])
			return 0;
	}
	return text[i] ? i + 1 : 0;
}

static size_t skip_number(const char *text, size_t i)
{
	i += text[i] == '-';
	if (!isdigit((unsigned char)text[i]))
		return 0;
	i += text[i] == '0' ? 1 : strspn(text + i, "0123456789");
	if (text[i] == '.') {
		size_t digits = strspn(text + i + 1, "0123456789");
		if (!digits)
			return 0;
		i += 1 + digits;
	}
	if (text[i] == 'e' || text[i] == 'E') {
		i += 1 + (text[i + 1] == '+' || text[i + 1] == '-');
		size_t digits = strspn(text + i, "0123456789");
		if (!digits)
			return 0;
		i += digits;
	}
	return i;
}

static size_t skip_word(const char *text, size_t i)
{
	static const char *const words[] = { "true", "false", "null" };
	for (size_t k = 0; k < 3; k++)
		if (!strncmp(text + i, words[k], strlen(words[k])))
			return i + strlen(words[k]);
	return 0;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

static size_t skip_scalar(const char *text, size_t i)
{
	if (is_quote(text[i]))
		return skip_string(text, i);
	if (text[i] == '-' || isdigit((unsigned char)text[i]))
		return skip_number(text, i);
	return skip_word(text, i);
}

static size_t skip_key(const char *text, size_t i)
{
	size_t end = is_quote(text[i]) ? skip_string(text, i) : 0;
	if (!end)
		return 0;
	end = skip_blanks(text, end);
	return text[end] == ':' ? skip_blanks(text, end + 1) : 0;
}

static size_t skip_container(const char *text, size_t i, int depth);

static size_t skip_element(const char *text, size_t i, int depth)
{
	if (text[i] == '{' || text[i] == '[')
		return depth < DEEPEST ? skip_container(text, i, depth + 1) : 0;
	return skip_scalar(text, i);
}

static size_t skip_container(const char *text, size_t i, int depth)
{
	bool is_object = text[i] == '{';
	char close = is_object ? '}' : ']';
	i = skip_blanks(text, i + 1);
	if (text[i] == close)
		return i + 1;
	for (;;) {
		if (is_object && !(i = skip_key(text, i)))
			return 0;
		if (!(i = skip_element(text, i, depth)))
			return 0;
		i = skip_blanks(text, i);
		if (text[i] == close)
			return i + 1;
		if (text[i] != ',')
			return 0;
		i = skip_blanks(text, i + 1);
	}
}

static int malformed(size_t at, struct error *err)
{
	return error_set(err, EINVAL, "malformed JSON behind byte %zu", at);
}

int json_scan(const char *text, size_t at, struct arena *arena, struct json_object *ret_object,
	      struct error *err)
{
	size_t i = skip_blanks(text, at + 1);
	while (text[i] != '}') {
		struct json_member *member = VECTOR_ADD(&ret_object->members);
		if (!member)
			return error_memory(err);
		member->start = i;
		member->value = skip_key(text, i);
		member->end = member->value ? skip_element(text, member->value, 0) : 0;
		if (!member->end)
			return malformed(i, err);
		member->key = json_decode_string(text, i, member->value, arena);
		if (!member->key)
			return error_memory(err);
		i = skip_blanks(text, member->end);
		if (text[i] == ',') {
			i = skip_blanks(text, i + 1);
			if (text[i] == '}')
				return malformed(i, err);
		} else if (text[i] != '}') {
			return malformed(i, err);
		}
	}
	ret_object->close = i;
	return 0;
}

/* U+0000 takes two bytes, as in QEMU (util/unicode.c), so that it ends no string. */
static void add_utf8(struct strbuf *out, unsigned long c)
{
	if (c && c < 0x80) {
		strbuf_addc(out, (char)c);
	} else if (c < 0x800) {
		strbuf_addc(out, (char)(0xc0 | (c >> 6)));
		strbuf_addc(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		strbuf_addc(out, (char)(0xe0 | (c >> 12)));
		strbuf_addc(out, (char)(0x80 | ((c >> 6) & 0x3f)));
		strbuf_addc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		strbuf_addc(out, (char)(0xf0 | (c >> 18)));
		strbuf_addc(out, (char)(0x80 | ((c >> 12) & 0x3f)));
		strbuf_addc(out, (char)(0x80 | ((c >> 6) & 0x3f)));
		strbuf_addc(out, (char)(0x80 | (c & 0x3f)));
	}
}

/* Four hexadecimal digits, or -1. */
static long hex4(const char *text)
{
	long value = 0;
	for (int i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return -1;
		int c = tolower((unsigned char)text[i]);
		value = value * 16 + (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return value;
}

/* text[i] is the character behind the backslash; returns the offset of its last byte. */
static size_t decode_escape(struct strbuf *out, const char *text, size_t i)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	const char *name = strchr(names, text[i]);
	if (name) {
		strbuf_addc(out, values[name - names]);
		return i;
	}
	long code = text[i] == 'u' ? hex4(text + i + 1) : -1;
	if (code < 0) {
		strbuf_addc(out, text[i]);
		return i;
	}
	i += 4;
	if (code >= 0xd800 && code < 0xdc00 && text[i + 1] == '\\' && text[i + 2] == 'u') {
		long low = hex4(text + i + 3);
		if (low >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			i += 6;
		}
	}
	add_utf8(out, (unsigned long)code);
	return i;
}

char *json_decode_string(const char *text, size_t at, size_t end, struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	char quote = text[at];
	for (size_t i = at + 1; i < end && text[i] != quote; i++) {
		if (text[i] == '\\')
			i = decode_escape(&out, text, i + 1);
		else
			strbuf_addc(&out, text[i]);
	}
	return strbuf_finish(&out, arena);
}

int json_is_number(const char *text)
{
	size_t end = *text ? skip_number(text, 0) : 0;
	return end && !text[end];
}

void json_object_cleanup(struct json_object *object)
{
	free(object->members.items);
}
