/* SPDX-License-Identifier: MIT */
#include "text/shell_words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A word is never longer than its source, and every word is followed by a separator or the end: so
 * the output fits in as many bytes as the input has, plus one. */
struct splitter {
	const char *text, *at;
	char *out;
	struct shell_words *words;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static int unbalanced(const struct splitter *s, const char *open, struct shell_words_error *where)
{
	*where = (struct shell_words_error){ 1, 1, *open };
	for (const char *p = s->text; p < open; p++) {
		where->column++;
		if (*p == '\n') {
			where->line++;
			where->column = 1;
		}
	}
	return -EINVAL;
}

static int take_single(struct splitter *s, struct shell_words_error *where)
{
	const char *open = s->at++;
	const char *close = strchr(s->at, '\'');
	if (!close)
		return unbalanced(s, open, where);
	size_t length = (size_t)(close - s->at);
	memcpy(s->out, s->at, length);
	s->out += length;
	s->at = close + 1;
	return 0;
}

static int take_double(struct splitter *s, struct shell_words_error *where)
{
	const char *open = s->at++;
	while (*s->at && *s->at != '"') {
		if (s->at[0] == '\\' && s->at[1] == '\n') {
			s->at += 2;
			continue;
		}
		/* Between double quotes a backslash escapes these and is itself before others. */
		if (s->at[0] == '\\' && s->at[1] && strchr("$`\"\\", s->at[1]))
			s->at++;
		*s->out++ = *s->at++;
	}
	if (!*s->at)
		return unbalanced(s, open, where);
	s->at++;
	return 0;
}

static int take_backslash(struct splitter *s, struct shell_words_error *where)
{
	if (!s->at[1])
		return unbalanced(s, s->at, where);
	if (s->at[1] != '\n')
		*s->out++ = s->at[1];
	s->at += 2;
	return 0;
}

static int take_word(struct splitter *s, struct shell_words_error *where)
{
	s->words->words[s->words->count++] = s->out;
	while (*s->at && !is_blank(*s->at)) {
		int status = 0;
		if (*s->at == '\'')
			status = take_single(s, where);
		else if (*s->at == '"')
			status = take_double(s, where);
		else if (*s->at == '\\')
			status = take_backslash(s, where);
		else
			*s->out++ = *s->at++;
		if (status)
			return status;
	}
	*s->out++ = '\0';
	return 0;
}

static void skip_blanks(struct splitter *s)
{
	for (;;) {
		if (is_blank(*s->at))
			s->at++;
		else if (s->at[0] == '\\' && s->at[1] == '\n')
			s->at += 2;
		else
			return;
	}
}

int shell_words_split(const char *text, struct shell_words *ret_words,
		      struct shell_words_error *ret_where)
{
	size_t length = strlen(text);
	*ret_words = (struct shell_words){ 0 };
	ret_words->text = malloc(length + 1);
	/* Words are separated by at least one byte. */
	ret_words->words = calloc(length / 2 + 2, sizeof(char *));
	if (!ret_words->text || !ret_words->words) {
		shell_words_free(ret_words);
		return -ENOMEM;
	}
	struct splitter s = { text, text, ret_words->text, ret_words };
	for (skip_blanks(&s); *s.at; skip_blanks(&s)) {
		int status = take_word(&s, ret_where);
		if (status) {
			shell_words_free(ret_words);
			return status;
		}
	}
	return 0;
}

void shell_words_free(struct shell_words *words)
{
	free(words->words);
	free(words->text);
	*words = (struct shell_words){ 0 };
}
