/* SPDX-License-Identifier: MIT */
#include "report/sections.h"

#include "report/columns.h"

static const char *level_colour(const struct palette *palette, enum note_level level)
{
	return level == NOTE_ERROR     ? palette->bad
	       : level == NOTE_WARNING ? palette->warning
				       : palette->dim;
}

static void show_note(const struct sections *sections, const struct note *note)
{
	static const char *const names[] = { "note", "note", "warning", "error" };
	const struct palette *palette = sections->palette;
	struct strbuf *out = sections->out;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	if (note->plugin)
		strbuf_addf(&text, "%s: ", note->plugin);
	strbuf_adds(&text, note->text);
	strbuf_addf(out, "  %s%-7s%s  ", level_colour(palette, note->level), names[note->level],
		    palette->end);
	if (text.failed)
		out->failed = true;
	else
		columns_wrap(out, 11, 11, text.text);
}

void section_notes(const struct sections *sections)
{
	const struct journal *journal = sections->plan->journal;
	if (!journal || !journal->notes.list.count)
		return;
	section_heading(sections, "Notes:");
	for (int level = NOTE_ERROR; level >= NOTE_INFO; level--)
		for (size_t i = 0; i < journal->notes.list.count; i++)
			if ((int)journal->notes.list.items[i].level == level)
				show_note(sections, &journal->notes.list.items[i]);
}
