/* SPDX-License-Identifier: MIT */
#include "command/redaction.h"

#include "command/secret_key.h"

#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_key_letter(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '\\';
}

static bool begins(const char *at, const char *end, const char *with)
{
	size_t length = strlen(with);
	return (size_t)(end - at) >= length && strncasecmp(at, with, length) == 0;
}

static size_t until(const char *at, const char *end, const char *stops)
{
	size_t length = 0;
	while (at + length < end && !strchr(stops, at[length]))
		length++;
	return length;
}

/* -iscsi and libiscsi separate user and password with '%', everybody else with ':'. */
static const char *password_in(const char *at, const char *host, bool is_iscsi)
{
	for (; at < host; at++)
		if (*at == ':' || (is_iscsi && *at == '%'))
			return at + 1;
	return NULL;
}

/* Whether `word` stands right before `at`. */
static bool stands_before(const char *text, const char *at, const char *word)
{
	size_t length = strlen(word);
	return (size_t)(at - text) >= length && strncasecmp(at - length, word, length) == 0;
}

/* As a word of its own: what it begins ends at the next one, so that many cost no square. */
static bool is_netroot(const char *text, const char *at)
{
	static const char word[] = "netroot=iscsi";
	if (!stands_before(text, at, word))
		return false;
	const char *start = at - strlen(word);
	return start == text || strchr(" \t\r\n", start[-1]);
}

/* What stands between a scheme and the user: "://", in JSON also ":\/\/", and in dracut's
 * netroot=iscsi:USER:PASSWORD@... only ':'. */
static size_t userinfo_mark(const char *text, const char *at, const char *end)
{
	if (begins(at, end, "://"))
		return 3;
	if (begins(at, end, ":\\/\\/"))
		return 5;
	return is_netroot(text, at) ? 1 : 0;
}

/* The end of user, password and host. A quote may be a letter of the password, unless it is the
 * one that the URL stands in. */
static const char *authority_end(const char *text, const char *at, const char *start,
				 const char *end)
{
	const char *scheme = at;
	while (scheme > text && (is_key_letter(scheme[-1]) || scheme[-1] == '+'))
		scheme--;
	char before = scheme > text ? scheme[-1] : '\0';
	char stops[] = { '/', '?', '#', ' ', '\t', '\r', '\n', '\0', '\0' };
	if (before == '"' || before == '\'')
		stops[sizeof(stops) - 2] = before;
	return start + until(start, end, stops);
}

/* In https://WORD@... the word is a token; elsewhere it is who one logs in as: ssh://me@host. */
static bool is_token_scheme(const char *text, const char *at)
{
	return stands_before(text, at, "http") || stands_before(text, at, "https");
}

/* At such a mark: what follows, password replaced, up to the '@'. */
static size_t redact_userinfo(struct redaction *redaction, const char *text, const char *at,
			      const char *end)
{
	size_t mark = userinfo_mark(text, at, end);
	if (!mark)
		return 0;
	const char *start = at + mark;
	const char *stop = authority_end(text, at, start, end);
	const char *host = memrchr(start, '@', (size_t)(stop - start));
	bool is_iscsi = stands_before(text, at, "iser") || stands_before(text, at, "iscsi");
	const char *password = host ? password_in(start, host, is_iscsi) : NULL;
	strbuf_add(&redaction->out, at, mark);
	if (!password && host && host > start && is_token_scheme(text, at)) {
		strbuf_adds(&redaction->out, "***");
		return (size_t)(host - at);
	}
	if (!password)
		return mark;
	/* What passes for the user's name may be anything. */
	redact_plain(redaction, start, (size_t)(password - start));
	if (password < host)
		strbuf_adds(&redaction->out, "***");
	return (size_t)(host - at);
}

/* The colon of rbd:POOL/IMAGE:KEY=VALUE:... that ends a value; '\' escapes one. */
static size_t until_colon(const char *at, const char *end)
{
	size_t length = 0;
	while (at + length < end && at[length] != ':')
		length += at[length] == '\\' && at + length + 1 < end ? 2 : 1;
	return length;
}

/* What a value in plain text ends at depends on what stood before its key. */
static size_t value_length(const char *text, const char *key, const char *at, const char *end)
{
	char before = key > text ? key[-1] : ' ';
	if (at < end && (*at == '"' || *at == '\'') && before != ':') {
		const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
		return close ? (size_t)(close + 1 - at) : (size_t)(end - at);
	}
	if (before == ':')
		return until_colon(at, end);
	if (before == '?' || before == '&')
		return until(at, end, "&# \t\r\n\"'");
	if (before == '"' || before == '\'')
		return until(at, end, (const char[]){ before, '\0' });
	return until(at, end, before == ';' ? "; \t\r\n" : " \t\r\n");
}

/* At a word: --KEY VALUE is copied, the value replaced, if the key is a secret's; else 0. Without a
 * value another option may follow. */
static size_t redact_option(struct redaction *redaction, const char *at, size_t key,
			    const char *end)
{
	const char *value = at + key;
	if (key < 3 || !begins(at, end, "--") || !secret_key(at + 2, key - 2))
		return 0;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	if (value == at + key || value == end || *value == '-')
		return 0;
	size_t length = value_length(at, at, value, end);
	strbuf_add(&redaction->out, at, (size_t)(value - at));
	redact_value(redaction, value, length);
	return (size_t)(value - at) + length;
}

/* At the first letter of a word: KEY=VALUE is copied, the value replaced if the key is a secret's.
 */
static size_t redact_word(struct redaction *redaction, const char *text, const char *at,
			  const char *end)
{
	size_t key = 0;
	while (at + key < end && is_key_letter(at[key]))
		key++;
	size_t used = redact_option(redaction, at, key, end);
	if (used)
		return used;
	if (at + key == end || at[key] != '=' || !redaction_is_secret(redaction, at, key)) {
		strbuf_add(&redaction->out, at, key);
		return key;
	}
	strbuf_add(&redaction->out, at, key + 1);
	size_t value = value_length(text, at, at + key + 1, end);
	redact_value(redaction, at + key + 1, value);
	return key + 1 + value;
}

/* systemd reads io.systemd.credential[.binary]:NAME=VALUE from SMBIOS strings: the value is the
 * whole rest. */
static size_t redact_credential(struct redaction *redaction, const char *at, const char *end)
{
	if (!begins(at, end, "io.systemd.credential"))
		return 0;
	const char *value = memchr(at, '=', (size_t)(end - at));
	if (!value)
		return 0;
	value++;
	strbuf_add(&redaction->out, at, (size_t)(value - at));
	redact_value(redaction, value, (size_t)(end - value));
	return (size_t)(end - at);
}

size_t redact_plain_step(struct redaction *redaction, const char *text, const char *at,
			 const char *end)
{
	size_t used = 0;
	if (*at == ':')
		used = redact_userinfo(redaction, text, at, end);
	else if (is_quote(*at) && (at == text || at[-1] != '\\'))
		used = redact_json_member(redaction, at, (size_t)(end - at));
	else if (*at == 'i')
		used = redact_credential(redaction, at, end);
	if (!used && is_key_letter(*at))
		used = redact_word(redaction, text, at, end);
	if (used)
		return used;
	strbuf_addc(&redaction->out, *at);
	return 1;
}

void redact_plain(struct redaction *redaction, const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	while (at < end) {
		if (begins(at, end, "json:{")) {
			redact_json(redaction, at, (size_t)(end - at));
			return;
		}
		at += redact_plain_step(redaction, text, at, end);
	}
}
