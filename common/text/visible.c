/* SPDX-License-Identifier: MIT */
#include "text/visible.h"

#include "text/shell_quote.h"
#include "text/utf8.h"

#include <stdint.h>
#include <string.h>

struct range {
	uint32_t first, last;
};

/* C0, DEL and C1 move the cursor; the others reverse, hide or break what stands around them. */
static const struct range hidden[] = {
	{ 0x00, 0x1f },     { 0x7f, 0x9f },       { 0x61c, 0x61c },   { 0x200b, 0x200b },
	{ 0x200e, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};

static bool is_hidden_code(uint32_t code)
{
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return true;
	return false;
}

/* Bytes of the next character and whether it can be shown as it is; an invalid byte is one. */
static size_t next_character(const char *text, bool *ret_hidden)
{
	uint32_t code;
	size_t length = utf8_decode(text, &code);
	*ret_hidden = !length || is_hidden_code(code);
	return length ? length : 1;
}

static void add_hex(struct strbuf *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		strbuf_addf(out, "\\x%02x", (unsigned char)bytes[i]);
}

void visible_lines(struct strbuf *out, const char *text, const char *line_break)
{
	while (*text) {
		bool is_hidden;
		size_t length = next_character(text, &is_hidden);
		if (*text == '\n')
			strbuf_adds(out, line_break);
		else if (*text == '\t')
			strbuf_addc(out, ' ');
		else if (is_hidden)
			add_hex(out, text, length);
		else
			strbuf_add(out, text, length);
		text += length;
	}
}

void visible_text(struct strbuf *out, const char *text)
{
	visible_lines(out, text, " ");
}

/* Octal, because ksh reads any number of hexadecimal digits. */
static void add_escaped(struct strbuf *out, const char *bytes, size_t length)
{
	if (*bytes == '\n')
		strbuf_adds(out, "\\n");
	else if (*bytes == '\t')
		strbuf_adds(out, "\\t");
	else
		for (size_t i = 0; i < length; i++)
			strbuf_addf(out, "\\%03o", (unsigned char)bytes[i]);
}

static bool has_hidden(const char *text)
{
	bool is_hidden = false;
	while (*text && !is_hidden)
		text += next_character(text, &is_hidden);
	return is_hidden;
}

void visible_word(struct strbuf *out, const char *word)
{
	if (!has_hidden(word)) {
		shell_quote(out, word);
		return;
	}
	strbuf_adds(out, "$'");
	while (*word) {
		bool is_hidden;
		size_t length = next_character(word, &is_hidden);
		if (is_hidden) {
			add_escaped(out, word, length);
		} else {
			if (*word == '\'' || *word == '\\')
				strbuf_addc(out, '\\');
			strbuf_add(out, word, length);
		}
		word += length;
	}
	strbuf_addc(out, '\'');
}
