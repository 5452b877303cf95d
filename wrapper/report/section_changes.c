/* SPDX-License-Identifier: MIT */
#include "report/sections.h"

#include "report/change_text.h"
#include "report/columns.h"

/* Columns: two blanks, the sign, a blank, what was changed, and from column 48 at the latest why.
 */
enum { INDENT = 4, LAST_COLUMN = 48, WHY_BELOW = 6 };

struct row {
	const struct change *change;
	const char *label, *values;
	size_t width;
};

struct table {
	struct row *rows;
	size_t count;
	/** Where reasons begin; rows that are too long for that tell theirs on a line below. */
	size_t column;
};

static bool make_row(const struct sections *sections, const struct change *change, struct row *row)
{
	CLEANUP_STRBUF struct strbuf label = { 0 }, values = { 0 };
	change_label(change, &sections->positions, &label);
	change_values(change, &sections->positions, " -> ", &values);
	row->change = change;
	row->label = strbuf_finish(&label, sections->arena);
	row->values = strbuf_finish(&values, sections->arena);
	if (!row->label || !row->values)
		return false;
	row->width = columns_width(row->label) + columns_width(row->values);
	return true;
}

static bool make_table(const struct sections *sections, struct table *table)
{
	const struct journal *journal = sections->plan->journal;
	table->rows = arena_array(sections->arena, journal->changes.count, sizeof(struct row));
	if (!table->rows)
		return false;
	table->count = journal->changes.count;
	for (size_t i = 0; i < table->count; i++) {
		struct row *row = &table->rows[i];
		if (!make_row(sections, &journal->changes.items[i], row))
			return false;
		size_t column = INDENT + row->width + 3;
		if (column <= LAST_COLUMN && column > table->column)
			table->column = column;
	}
	return true;
}

static const char *sign_colour(const struct palette *palette, char sign)
{
	return sign == '+' ? palette->good : sign == '-' ? palette->bad : palette->warning;
}

static void show_row(const struct sections *sections, const struct table *table,
		     const struct row *row)
{
	struct strbuf *out = sections->out;
	const struct palette *palette = sections->palette;
	char sign = change_sign(row->change);
	strbuf_addf(out, "  %s%c%s %s%s%s", sign_colour(palette, sign), sign, palette->end,
		    palette->title, row->label, palette->end);
	bool is_long = sign == '~' && INDENT + row->width > COLUMNS_MOST;
	if (is_long)
		change_values(row->change, &sections->positions, "\n   -> ", out);
	else
		strbuf_adds(out, row->values);
	size_t column = table->column;
	if (INDENT + row->width < column) {
		columns_pad(out, column - INDENT - row->width);
	} else {
		column = WHY_BELOW;
		strbuf_addc(out, '\n');
		columns_pad(out, column);
	}
	change_why(row->change, palette, column, out);
}

void section_changes(const struct sections *sections)
{
	const struct journal *journal = sections->plan->journal;
	struct table table = { 0 };
	if (!journal || !journal->changes.count)
		return;
	if (!make_table(sections, &table)) {
		sections->out->failed = true;
		return;
	}
	section_heading(sections, sections->plan->refusal ? "Changes until then:" : "Changes:");
	for (size_t i = 0; i < table.count; i++)
		show_row(sections, &table, &table.rows[i]);
}
