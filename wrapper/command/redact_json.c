/* SPDX-License-Identifier: MIT */
#include "command/redaction.h"

#include "command/secret_key.h"

#include <string.h>

enum { LONGEST_KEY = 64 };

/* A cursor over a span. */
struct span {
	const char *at, *end;
};

/* A quote as it stands in the text: inside another string it has backslashes before it. */
struct quote {
	char mark;
	size_t backslashes;
};

static bool is_quote_mark(char c)
{
	return c == '"' || c == '\'';
}

static size_t backslashes_at(const char *at, const char *end)
{
	const char *start = at;
	while (at < end && *at == '\\')
		at++;
	return (size_t)(at - start);
}

static bool read_quote(const struct span *span, struct quote *ret_quote)
{
	size_t count = backslashes_at(span->at, span->end);
	const char *mark = span->at + count;
	if (mark == span->end || !is_quote_mark(*mark))
		return false;
	*ret_quote = (struct quote){ *mark, count };
	return true;
}

/*
 * Where the string that `quote` opens is closed, or the span's end. At nesting depth d a quote
 * stands behind n = 2^d - 1 backslashes, and an escaped backslash before it is 2(n + 1) of them.
 */
static const char *string_end(const char *at, const char *end, const struct quote *quote)
{
	while (at < end) {
		size_t count = backslashes_at(at, end);
		const char *next = at + count;
		if (next == end)
			break;
		if (*next == quote->mark &&
		    count % (2 * (quote->backslashes + 1)) == quote->backslashes)
			return next - quote->backslashes;
		at = next + 1;
	}
	return end;
}

static void copy_to(struct redaction *redaction, struct span *span, const char *to)
{
	strbuf_add(&redaction->out, span->at, (size_t)(to - span->at));
	span->at = to;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind a key: copies blanks and the colon; false: it was no key. */
static bool copy_colon(struct redaction *redaction, struct span *span)
{
	const char *at = span->at;
	while (at < span->end && is_blank(*at))
		at++;
	if (at == span->end || *at != ':')
		return false;
	at++;
	while (at < span->end && is_blank(*at))
		at++;
	copy_to(redaction, span, at);
	return true;
}

static void copy_string(struct redaction *redaction, struct span *span, const struct quote *quote,
			bool is_secret)
{
	const char *start = span->at + quote->backslashes + 1;
	const char *end = string_end(start, span->end, quote);
	copy_to(redaction, span, start);
	if (is_secret)
		redact_value(redaction, start, (size_t)(end - start));
	else
		redact_plain(redaction, start, (size_t)(end - start));
	span->at = end;
	size_t close = quote->backslashes + 1;
	copy_to(redaction, span, (size_t)(span->end - end) < close ? span->end : end + close);
}

/* A number or a bare word; it becomes a string, quoted as the key is. So does a list or an object,
 * with all that follows: nobody gives a secret this form, so nothing of it is believed. */
static void hide_other(struct redaction *redaction, struct span *span, const struct quote *quote)
{
	const char *end = span->at;
	while (end < span->end && !strchr(",]}{[ \t\r\n", *end))
		end++;
	if (end == span->at && end < span->end && (*end == '[' || *end == '{'))
		end = span->end;
	size_t length = (size_t)(end - span->at);
	if (secret_value_is_harmless(span->at, length)) {
		copy_to(redaction, span, end);
		return;
	}
	for (int side = 0; side < 2; side++) {
		if (side)
			strbuf_adds(&redaction->out, "***");
		for (size_t i = 0; i < quote->backslashes; i++)
			strbuf_addc(&redaction->out, '\\');
		strbuf_addc(&redaction->out, quote->mark);
	}
	span->at = end;
}

static void redact_member(struct redaction *redaction, struct span *span,
			  const struct quote *key_quote)
{
	const char *key = span->at + key_quote->backslashes + 1;
	const char *key_end = string_end(key, span->end, key_quote);
	/* A key with an escape in it could be spelled to hide. */
	bool is_secret = redaction_is_secret(redaction, key, (size_t)(key_end - key)) ||
			 memchr(key, '\\', (size_t)(key_end - key));
	copy_string(redaction, span, key_quote, false);
	if (!copy_colon(redaction, span))
		return;
	struct quote quote;
	if (read_quote(span, &quote))
		copy_string(redaction, span, &quote, is_secret);
	else if (is_secret)
		hide_other(redaction, span, key_quote);
}

size_t redact_json_member(struct redaction *redaction, const char *text, size_t length)
{
	struct span span = { text, text + length };
	struct quote quote;
	if (!read_quote(&span, &quote))
		return 0;
	const char *key = text + quote.backslashes + 1;
	const char *at = key;
	while (at < span.end && !is_quote_mark(*at) && *at != '\\' && at - key < LONGEST_KEY)
		at++;
	struct span close = { at, span.end };
	struct quote close_quote;
	if (!redaction_is_secret(redaction, key, (size_t)(at - key)) ||
	    !read_quote(&close, &close_quote) || close_quote.mark != quote.mark ||
	    close_quote.backslashes != quote.backslashes)
		return 0;
	redact_member(redaction, &span, &quote);
	return (size_t)(span.at - text);
}

/* What stands outside of strings is none of JSON if it has a key and '=': text that only begins
 * like JSON. A run of backslashes is passed in one step: looked at from each of them it would cost
 * its square. */
static void copy_outside(struct redaction *redaction, struct span *span, const char *text)
{
	size_t count = backslashes_at(span->at, span->end);
	if (count)
		copy_to(redaction, span, span->at + count);
	else
		span->at += redact_plain_step(redaction, text, span->at, span->end);
}

void redact_json(struct redaction *redaction, const char *text, size_t length)
{
	struct span span = { text, text + length };
	while (span.at < span.end) {
		struct quote quote;
		if (read_quote(&span, &quote))
			redact_member(redaction, &span, &quote);
		else
			copy_outside(redaction, &span, text);
	}
}
