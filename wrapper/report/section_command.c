/* SPDX-License-Identifier: MIT */
#include "report/sections.h"

#include "report/columns.h"
#include "report/env_changes.h"

/* A marker in the text would be pasted with it, so only colour tells what was changed. */
static bool *changed_serials(const struct sections *sections)
{
	const struct journal *journal = sections->plan->journal;
	size_t limit = sections->positions.limit;
	bool *changed = arena_array(sections->arena, limit + 1, sizeof(*changed));
	for (size_t i = 0; changed && journal && i < journal->changes.count; i++) {
		uint32_t serial = journal->changes.items[i].serial;
		if (serial && serial < limit)
			changed[serial] = true;
	}
	return changed;
}

static void add_word(const struct sections *sections, bool changed, const char *word)
{
	struct strbuf *out = sections->out;
	if (changed)
		strbuf_adds(out, sections->palette->changed);
	visible_word(out, word);
	if (changed)
		strbuf_adds(out, sections->palette->end);
}

static void new_line(const struct sections *sections)
{
	strbuf_adds(sections->out, " \\\n    ");
}

static int show_environment(const struct sections *sections)
{
	struct env_change *changes;
	size_t count;
	int status = env_changes_of(sections->plan->journal, sections->arena, &changes, &count);
	if (status || !count)
		return status;
	strbuf_adds(sections->out, "env");
	for (size_t i = 0; i < count; i++) {
		if (changes[i].value)
			continue;
		strbuf_adds(sections->out, " -u ");
		add_word(sections, true, changes[i].name);
	}
	for (size_t i = 0; i < count; i++) {
		if (!changes[i].value)
			continue;
		char *pair =
			arena_printf(sections->arena, "%s=%s", changes[i].name, changes[i].value);
		if (!pair)
			return -ENOMEM;
		strbuf_addc(sections->out, ' ');
		add_word(sections, true, pair);
	}
	strbuf_adds(sections->out, " \\\n  ");
	return 0;
}

/* What may be the value of an unknown option shares its line. */
static bool stands_beside(const struct element *before, const struct element *element)
{
	bool may_take_it = before->kind == ELEMENT_UNKNOWN ||
			   (before->kind == ELEMENT_OPAQUE && before->word[0] == '-');
	return element->kind == ELEMENT_OPAQUE && may_take_it;
}

static void show_elements(const struct sections *sections, const bool *changed)
{
	const struct command *command = sections->plan->final;
	for (size_t i = 0; i < command->count; i++) {
		const struct element *element = command->items[i];
		if (i && stands_beside(command->items[i - 1], element))
			strbuf_addc(sections->out, ' ');
		else
			new_line(sections);
		add_word(sections, changed[element->serial], element->word);
		if (!element->value)
			continue;
		strbuf_addc(sections->out, ' ');
		add_word(sections, changed[element->serial], element->value);
	}
	strbuf_addc(sections->out, '\n');
}

void section_command(const struct sections *sections)
{
	const struct plan *plan = sections->plan;
	if (!plan->final)
		return;
	const char *program = plan->program ? plan->program : plan->final->argv0;
	const bool *changed = changed_serials(sections);
	if (!changed) {
		sections->out->failed = true;
		return;
	}
	section_heading(sections, plan->refusal ? "Command as far as it got:" : "Command:");
	strbuf_adds(sections->out, "  ");
	if (show_environment(sections))
		sections->out->failed = true;
	visible_word(sections->out, program ? program : "");
	show_elements(sections, changed);
}
