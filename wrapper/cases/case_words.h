/* SPDX-License-Identifier: MIT */
/* The words and texts of cases. Results live in the arena; NULL is out of memory. */
#ifndef CASES_CASE_WORDS_H
#define CASES_CASE_WORDS_H

#include "base/arena.h"
#include "base/error.h"
#include "text/strbuf.h"

/** Splits as text/shell_words.h does; NULL-terminated. -EINVAL: what can't be split and why. */
int case_words_split(const char *text, struct arena *arena, const char *const **ret_words,
		     struct error *err);

/** Any blanks and line breaks become one blank, none stays at the ends. */
const char *case_text_fold(const char *text, struct arena *arena);

/** `part` stands in `text`, blanks and line breaks of both being alike. Without memory: false. */
bool case_text_has(const char *text, const char *part);

/** Every `from` in the text becomes `to`. */
const char *case_text_replace(const char *text, const char *from, const char *to,
			      struct arena *arena);

#endif
