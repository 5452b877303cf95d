/* SPDX-License-Identifier: MIT */
#include "report/columns.h"

#include "text/utf8.h"

#include <string.h>

struct range {
	uint32_t first, last;
};

static const struct range narrow[] = {
	{ 0x300, 0x36f },   { 0x1ab0, 0x1aff }, { 0x200c, 0x200d },
	{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x4dbf },   { 0x4e00, 0xa4cf },
	{ 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff },
	{ 0x20000, 0x3fffd },
};

#define IN_TABLE(table, code) in_table((table), sizeof(table) / sizeof((table)[0]), (code))

static bool in_table(const struct range *table, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++)
		if (code >= table[i].first && code <= table[i].last)
			return true;
	return false;
}

size_t columns_width(const char *text)
{
	size_t columns = 0;
	while (*text) {
		uint32_t code;
		size_t length = utf8_decode(text, &code);
		if (!length || !IN_TABLE(narrow, code))
			columns += length && IN_TABLE(wide, code) ? 2 : 1;
		text += length ? length : 1;
	}
	return columns;
}

void columns_pad(struct strbuf *out, size_t count)
{
	for (; count; count--)
		strbuf_addc(out, ' ');
}

static void wrap_line(struct strbuf *out, size_t start, size_t indent, char *line)
{
	size_t at = start;
	char *rest = NULL;
	bool first = true;
	for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		size_t width = columns_width(word);
		if (at > indent && at + !first + width > COLUMNS_MOST) {
			strbuf_addc(out, '\n');
			columns_pad(out, indent);
			at = indent;
		} else if (!first) {
			strbuf_addc(out, ' ');
			at++;
		}
		strbuf_adds(out, word);
		at += width;
		first = false;
	}
	strbuf_addc(out, '\n');
}

void columns_wrap(struct strbuf *out, size_t start, size_t indent, const char *text)
{
	for (bool first = true; first || *text; first = false) {
		size_t length = strcspn(text, "\n");
		CLEANUP_FREE char *raw = strndup(text, length);
		CLEANUP_STRBUF struct strbuf line = { 0 };
		if (raw)
			visible_text(&line, raw);
		if (!raw || line.failed) {
			out->failed = true;
			return;
		}
		if (!first)
			columns_pad(out, indent);
		if (line.text)
			wrap_line(out, first ? start : indent, indent, line.text);
		else
			strbuf_addc(out, '\n');
		text += length + (text[length] == '\n');
	}
}
