/* SPDX-License-Identifier: MIT */
/*
 * Splits a text into words as a POSIX shell reads quotes (XCU 2.2: single quotes, double quotes,
 * backslash, backslash-newline), and does nothing else a shell does: no variables, no wildcards, no
 * operators, no comments. Blanks and line breaks separate words; '' is an empty word.
 */
#ifndef TEXT_SHELL_WORDS_H
#define TEXT_SHELL_WORDS_H

#include <stddef.h>

struct shell_words {
	/** The words, one behind the other in `text`. */
	char **words;
	size_t count;
	char *text;
};

/** Where a text can't be split: the quote or backslash that nothing follows. */
struct shell_words_error {
	/** Both counted from 1, in bytes. */
	size_t line, column;
	/** The character: ', " or a backslash. */
	char open;
};

/** 0, -EINVAL with `ret_where` filled, or -ENOMEM. The caller frees with shell_words_free(). */
int shell_words_split(const char *text, struct shell_words *ret_words,
		      struct shell_words_error *ret_where);

void shell_words_free(struct shell_words *words);

#endif
