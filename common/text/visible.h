/* SPDX-License-Identifier: MIT */
/*
 * Text that can be shown on a terminal, or be a line of a log, whatever bytes it is made of:
 * control characters, those that reverse or hide text, and what is no UTF-8 are spelled out.
 */
#ifndef TEXT_VISIBLE_H
#define TEXT_VISIBLE_H

#include "text/strbuf.h"

/** Text for people; line breaks and tabs become one blank, other hidden bytes \xNN. */
void visible_text(struct strbuf *out, const char *text);

/** The same, but each line break becomes `line_break`. */
void visible_lines(struct strbuf *out, const char *text, const char *line_break);

/** One argument, quoted so that bash and zsh read it back: as shell_quote() does, or as $'...'
 * where there is something to spell out. */
void visible_word(struct strbuf *out, const char *word);

#endif
