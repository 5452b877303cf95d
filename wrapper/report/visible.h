/* SPDX-License-Identifier: MIT */
/*
 * Text that can be shown on a terminal whatever bytes it is made of: control characters, those that
 * reverse or hide text, and what is no UTF-8 are spelled out.
 */
#ifndef REPORT_VISIBLE_H
#define REPORT_VISIBLE_H

#include "base/strbuf.h"

/** Lines for people are kept within this many columns where a blank allows it. */
enum { VISIBLE_WIDTH = 80 };

/** Text for people; line breaks and tabs become one blank, other hidden bytes \xNN. */
void visible_text(struct strbuf *out, const char *text);

/** One argument, quoted so that bash and zsh read it back: as shell_quote() does, or as $'...'
 * where there is something to spell out. */
void visible_word(struct strbuf *out, const char *word);

/** Columns that text takes on a terminal; it must be visible already. */
size_t visible_width(const char *text);

/**
 * Writes text for people that begins at column `start`, breaks it at blanks and at its own line
 * breaks, and begins each further line at column `indent`. Ends with a line break.
 */
void visible_wrap(struct strbuf *out, size_t start, size_t indent, const char *text);

/** `count` blanks. */
void visible_pad(struct strbuf *out, size_t count);

#endif
