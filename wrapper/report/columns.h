/* SPDX-License-Identifier: MIT */
/* Text of text/visible.h in columns: how wide it is, and broken into lines. */
#ifndef REPORT_COLUMNS_H
#define REPORT_COLUMNS_H

#include "base/strbuf.h"
#include "text/visible.h"

/** Lines for people are kept within this many columns where a blank allows it. */
enum { COLUMNS_MOST = 80 };

/** Columns that text takes on a terminal; it must be visible already. */
size_t columns_width(const char *text);

/**
 * Writes text for people that begins at column `start`, breaks it at blanks and at its own line
 * breaks, and begins each further line at column `indent`. Ends with a line break.
 */
void columns_wrap(struct strbuf *out, size_t start, size_t indent, const char *text);

/** `count` blanks. */
void columns_pad(struct strbuf *out, size_t count);

#endif
