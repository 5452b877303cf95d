/* SPDX-License-Identifier: MIT */
#include "report/change_text.h"

#include "command/selector.h"
#include "report/columns.h"

#include <string.h>

char change_sign(const struct change *change)
{
	if (change->action == CHANGE_ADD)
		return '+';
	if (change->action == CHANGE_REMOVE)
		return '-';
	if (!change->before)
		return '+';
	return change->after ? '~' : '-';
}

void option_label(const char *name, struct strbuf *out)
{
	if (name[0] != '-' && strcmp(name, "image"))
		strbuf_addc(out, '-');
	visible_text(out, name);
}

/* Without an id the driver tells one -device from the others. */
static void add_driver(const struct change *change, const struct option_info *option,
		       const struct positions *positions, struct strbuf *out)
{
	const struct element *element = positions_find(positions, change->serial, NULL);
	if (!element || option->repeat != REPEAT_LIST || !*option->implied_key ||
	    !strcmp(option->implied_key, option->name))
		return;
	CLEANUP_ARENA struct arena scratch = { 0 };
	const char *driver = element_property(element, option->implied_key, &scratch);
	if (driver) {
		strbuf_addc(out, '[');
		visible_text(out, driver);
		strbuf_addc(out, ']');
	}
}

/* A word that no table knows, or that may be the value of one: it is all there is to show. */
static bool is_bare_word(const struct change *change, const struct positions *positions)
{
	if (change->action != CHANGE_ADD || !change->option || !change->after ||
	    !strcmp(change->option, "image"))
		return false;
	const struct element *element = positions_find(positions, change->serial, NULL);
	if (element)
		return element->kind != ELEMENT_OPTION && !element->value;
	return !option_table_find(change->option) && !strcmp(change->option, change->after);
}

void change_label(const struct change *change, const struct positions *positions,
		  struct strbuf *out)
{
	if (is_bare_word(change, positions)) {
		visible_word(out, change->after);
		return;
	}
	if (!change->option) {
		strbuf_adds(out, "environment ");
		visible_text(out, change->variable ? change->variable : "?");
		return;
	}
	option_label(change->option, out);
	const struct option_info *option = option_table_find(change->option);
	bool is_first =
		change->property && option && !strcmp(change->property, option->implied_key);
	bool is_part = change->property && !is_first;
	if (change->id && (is_part || change->action != CHANGE_ADD)) {
		strbuf_adds(out, "[id=");
		visible_text(out, change->id);
		strbuf_addc(out, ']');
	} else if (is_part && option) {
		add_driver(change, option, positions, out);
	}
	if (is_part) {
		strbuf_addc(out, '.');
		visible_text(out, change->property);
	}
}

void change_values(const struct change *change, const struct positions *positions,
		   const char *separator, struct strbuf *out)
{
	if (is_bare_word(change, positions))
		return;
	if (change->before || change->after)
		strbuf_addc(out, change->option ? ' ' : '=');
	if (change->before)
		visible_word(out, change->before);
	if (change->before && change->after)
		strbuf_adds(out, separator);
	if (change->after)
		visible_word(out, change->after);
}

void change_why(const struct change *change, const struct palette *palette, size_t column,
		struct strbuf *out)
{
	const char *reason = change->reason ? change->reason : "no reason given";
	CLEANUP_STRBUF struct strbuf text = { 0 };
	strbuf_adds(&text, reason);
	if (change->flags & QW_GUEST_VISIBLE)
		strbuf_adds(&text, " (the guest may notice)");
	CLEANUP_STRBUF struct strbuf name = { 0 };
	visible_text(&name, change->plugin ? change->plugin : "qemu-wrapper");
	if (text.failed || name.failed) {
		out->failed = true;
		return;
	}
	strbuf_addf(out, "%s%s:%s ", palette->name, name.text, palette->end);
	columns_wrap(out, column + columns_width(name.text) + 2, column, text.text);
}
