/* SPDX-License-Identifier: MIT */
/* How histories read, a line an event: who stands in front, what happened behind. */
#ifndef REPORT_WHY_STORY_H
#define REPORT_WHY_STORY_H

#include "pipeline/positions.h"
#include "report/palette.h"
#include "report/plan.h"

#include "base/strbuf.h"

struct story {
	const struct plan *plan;
	const struct palette *palette;
	/** Where things stand in the final line. */
	struct positions final;
	struct strbuf *out;
	/** Histories told so far: a blank line stands between two. */
	size_t told;
};

/** A new history: the blank line before it; the caller writes the heading. */
void story_begin(struct story *story);

/** Begins a line: who did what follows. */
void story_who(const struct story *story, const char *who);

/** One change, with its reason below. */
void story_change(const struct story *story, const struct change *change);

/** What is missing in all histories: plugins that failed, whose changes were taken back. */
void story_failures(struct story *story);

/** The history of a variable of the environment. -ENOENT: it is not set and nobody changed it. */
int why_variable(struct story *story, const char *name, struct error *err);

#endif
