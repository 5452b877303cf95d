/* SPDX-License-Identifier: MIT */
/* What the forms for people are coloured with. Whether they are is the caller's to decide: it knows
 * the terminal and NO_COLOR. */
#ifndef REPORT_PALETTE_H
#define REPORT_PALETTE_H

#include <stdbool.h>

/** Escape sequences by meaning; all empty where colour is off. */
struct palette {
	const char *title, *dim, *good, *changed, *warning, *bad, *name, *end;
};

const struct palette *palette_get(bool colour);

#endif
