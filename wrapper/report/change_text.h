/* SPDX-License-Identifier: MIT */
/* How one change reads in the forms for people: a sign, what it concerns, before -> after, who and
 * why. Everything written is safe for terminals. */
#ifndef REPORT_CHANGE_TEXT_H
#define REPORT_CHANGE_TEXT_H

#include "base/strbuf.h"
#include "pipeline/positions.h"
#include "report/palette.h"

/** '+' something is new, '-' something is gone, '~' something has another value. */
char change_sign(const struct change *change);

/** What it concerns, in the form of a selector: "-device[id=net0].mac". The property is left out
 * where it is the option's first. */
void change_label(const struct change *change, const struct positions *positions,
		  struct strbuf *out);

/** What follows the label: " BEFORE -> AFTER", or the one that there is; "=" instead of the blank
 * for variables. `separator` is what stands between them. */
void change_values(const struct change *change, const struct positions *positions,
		   const char *separator, struct strbuf *out);

/** "PLUGIN: REASON" from column `column` on, broken into lines that begin there too. */
void change_why(const struct change *change, const struct palette *palette, size_t column,
		struct strbuf *out);

/** The name of an option or image as it is shown: with one dash. */
void option_label(const char *name, struct strbuf *out);

#endif
