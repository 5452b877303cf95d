/* SPDX-License-Identifier: MIT */
#include "show.h"

#include "text/utf8.h"

#include <string.h>

enum { MOST_TEXT = 200, MOST_BUFFER = 32 };

void show_text(struct strbuf *out, const char *text, size_t length)
{
	/* What is no text is spelled out whole: people and programs read it, and know UTF-8. */
	bool is_text = strlen(text) == length && utf8_is_valid(text);
	strbuf_addc(out, '"');
	size_t shown = length;
	if (length > MOST_TEXT)
		shown = MOST_TEXT;
	/* Not in the middle of a character. */
	while (shown < length && shown && ((unsigned char)text[shown] & 0xc0) == 0x80)
		shown--;
	for (size_t i = 0; i < shown; i++) {
		unsigned char byte = (unsigned char)text[i];
		if (byte == '"' || byte == '\\')
			strbuf_addc(out, '\\');
		if (byte < ' ' || byte == 0x7f || (byte > 0x7f && !is_text))
			strbuf_addf(out, "\\x%02x", byte);
		else
			strbuf_addc(out, (char)byte);
	}
	strbuf_adds(out, length > MOST_TEXT ? "\"..." : "\"");
}

static void show_argument(struct strbuf *out, const struct declaration *d,
			  const struct arguments *arguments, size_t i)
{
	const struct argument *argument = &d->arguments.arguments[i];
	struct outcome outcome = { .value = arguments->values[i] };
	struct result result = { &d->prototype.parameters[i], &outcome, NULL, false };
	if (arguments->is_secret[i])
		strbuf_adds(out, "***");
	else if (argument->kind == ARGUMENT_NULL)
		strbuf_adds(out, "null");
	else if (argument->kind == ARGUMENT_BUFFER)
		strbuf_addf(out, "buffer(%zu)", argument->size);
	else if (result.type->kind == TYPE_STRING)
		show_text(out, arguments->values[i].pointer, arguments->texts[i].length);
	else
		result_show(out, &result);
}

void show_arguments(struct strbuf *out, const struct declaration *d,
		    const struct arguments *arguments)
{
	for (size_t i = 0; i < d->arguments.count; i++) {
		if (i)
			strbuf_adds(out, ", ");
		show_argument(out, d, arguments, i);
	}
}

void show_call(struct strbuf *out, const struct declaration *d, const struct arguments *arguments)
{
	const char *type = d->prototype.result.name;
	bool is_pointer = d->prototype.result.kind == TYPE_STRING;
	strbuf_addf(out, "%s%s%.*s(", type, is_pointer ? "" : " ", SLICE(d->prototype.name));
	show_arguments(out, d, arguments);
	strbuf_addf(out, ") of %s", d->library);
}

void show_buffer(struct strbuf *out, const struct result *result)
{
	const struct buffer *buffer = result->buffer;
	if (result->is_secret) {
		strbuf_adds(out, "***");
		return;
	}
	for (size_t i = 0; i < buffer->size && i < MOST_BUFFER; i++)
		strbuf_addf(out, "%02x", buffer->bytes[i]);
	if (buffer->size > MOST_BUFFER)
		strbuf_adds(out, "...");
}
