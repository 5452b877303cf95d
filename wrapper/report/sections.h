/* SPDX-License-Identifier: MIT */
/* The parts of explain's form for people, top to bottom. Each writes its own heading and a blank
 * line before it, or nothing at all if it has nothing to say. */
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include "base/strbuf.h"
#include "pipeline/positions.h"
#include "report/palette.h"
#include "report/plan.h"

/** What a section needs; made once. */
struct sections {
	const struct plan *plan;
	const struct palette *palette;
	struct positions positions;
	struct arena *arena;
	struct strbuf *out;
};

void section_changes(const struct sections *sections);
void section_endpoints(const struct sections *sections);
void section_facts(const struct sections *sections);
void section_notes(const struct sections *sections);
void section_command(const struct sections *sections);

/** A blank line and a heading. */
static inline void section_heading(const struct sections *sections, const char *title)
{
	const struct palette *palette = sections->palette;
	strbuf_addf(sections->out, "\n%s%s%s\n", palette->title, title, palette->end);
}

#endif
