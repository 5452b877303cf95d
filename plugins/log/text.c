/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <string.h>

#include "text/visible.h"

static const char *who(const char *plugin)
{
	return plugin ? plugin : "qemu-wrapper";
}

/* -OPTION[id=ID].PROPERTY. The property is left out where it has the option's own name: the address
 * of -vnc. */
static void add_label(struct strbuf *out, const struct qw_change *change)
{
	if (change->variable) {
		strbuf_adds(out, "environment ");
		visible_text(out, change->variable);
		return;
	}
	const char *option = change->option ? change->option : "?";
	if (option[0] != '-' && strcmp(option, "image"))
		strbuf_addc(out, '-');
	visible_text(out, option);
	if (change->id && (change->property || strcmp(change->action, "add"))) {
		strbuf_adds(out, "[id=");
		visible_text(out, change->id);
		strbuf_addc(out, ']');
	}
	if (change->property && strcmp(change->property, option)) {
		strbuf_addc(out, '.');
		visible_text(out, change->property);
	}
}

void text_change(struct strbuf *out, const struct qw_change *change)
{
	visible_text(out, who(change->plugin));
	strbuf_adds(out, ": ");
	add_label(out, change);
	bool is_word = change->option && change->after && !strcmp(change->option, change->after);
	if (change->before) {
		strbuf_addc(out, ' ');
		visible_word(out, change->before);
	}
	if (change->before && change->after)
		strbuf_adds(out, " ->");
	if (change->after && !is_word) {
		strbuf_addc(out, ' ');
		visible_word(out, change->after);
	}
	if (!strcmp(change->action, "remove"))
		strbuf_adds(out, " removed");
	else if (!change->before)
		strbuf_adds(out, " added");
	strbuf_adds(out, ": ");
	visible_text(out, change->reason ? change->reason : "no reason given");
	if (change->flags & QW_GUEST_VISIBLE)
		strbuf_adds(out, " (the guest may notice)");
}

void text_note(struct strbuf *out, const struct event_note *note)
{
	visible_text(out, who(note->plugin));
	strbuf_adds(out, ": ");
	visible_text(out, note->text);
}

static void add_field(struct strbuf *out, const struct event *event, const struct qw_field *field)
{
	strbuf_addc(out, ' ');
	visible_text(out, field->name);
	strbuf_addc(out, '=');
	if (field->kind == QW_FIELD_TEXT)
		visible_word(out, event_field_text(event, field));
	else if (field->kind == QW_FIELD_NUMBER)
		strbuf_addf(out, "%lld", (long long)field->number);
	else
		strbuf_adds(out, field->number ? "yes" : "no");
}

void text_fact(struct strbuf *out, const struct event *event, const struct event_fact *fact)
{
	visible_text(out, who(fact->plugin));
	strbuf_adds(out, ": ");
	visible_text(out, fact->key);
	strbuf_addc(out, ':');
	/* What is not known is left out, as in `explain`. */
	for (size_t i = 0; i < fact->count; i++)
		if (fact->fields[i].kind != QW_FIELD_NONE)
			add_field(out, event, &fact->fields[i]);
}

void text_command(struct strbuf *out, const struct event *event, enum qw_argv which)
{
	const char *word;
	for (size_t i = 0; (word = event_argument(event, which, i)); i++) {
		if (i)
			strbuf_addc(out, ' ');
		visible_word(out, word);
	}
}

/* The wrapper says warnings, and why nothing is started, on standard error itself: who reads the
 * event there has them already. */
static bool is_beside_messages(const struct event *event)
{
	return event->settings->to == TO_STDERR;
}

static void add_reason(struct strbuf *out, const struct event *event)
{
	strbuf_addf(out, " (status %d", event->status);
	if (event->phase)
		strbuf_addf(out, ", %s", event->phase);
	strbuf_addc(out, ')');
	if (is_beside_messages(event)) {
		if (event->plugin) {
			strbuf_adds(out, " by ");
			visible_text(out, event->plugin);
		}
		return;
	}
	strbuf_adds(out, ": ");
	if (event->plugin) {
		visible_text(out, event->plugin);
		strbuf_adds(out, ": ");
	}
	visible_text(out, event->text ? event->text : "no reason given");
}

static void add_head(struct strbuf *out, const struct event *event)
{
	strbuf_adds(out, event_kind(event));
	if (event->program || event->name) {
		strbuf_addc(out, ' ');
		visible_word(out, event->program ? event->program : event->name);
	}
	if (event->kind != QW_STARTING)
		add_reason(out, event);
}

static void add_middle(struct strbuf *out, const struct event *event)
{
	struct qw_change change;
	struct event_note note;
	struct event_fact fact;
	for (size_t i = 0; event_change(event, i, &change); i++) {
		strbuf_adds(out, "; ");
		text_change(out, &change);
	}
	for (size_t i = 0; event_note(event, i, &note); i++) {
		if (level_of_note(note.level) == LEVEL_WARNING && is_beside_messages(event))
			continue;
		strbuf_addf(out, "; %s: ", level_name(level_of_note(note.level)));
		text_note(out, &note);
	}
	for (size_t i = 0; event_fact(event, i, &fact); i++) {
		strbuf_adds(out, "; ");
		text_fact(out, event, &fact);
	}
}

static void add_surroundings(struct strbuf *out, const struct event *event)
{
	if (event->line & QW_LINE_PRINTS)
		strbuf_adds(out, "; QEMU only prints");
	if (event->line & QW_LINE_PROBES)
		strbuf_adds(out, "; QEMU is probed");
	if (event->manager) {
		strbuf_adds(out, "; managed by ");
		visible_text(out, event->manager);
	}
	strbuf_addf(out, "; uid %lu", (unsigned long)event->uid);
	if (*event->cwd) {
		strbuf_adds(out, "; in ");
		visible_word(out, event->cwd);
	}
}

static void add_commands(struct strbuf *out, const struct event *event)
{
	strbuf_adds(out, "; command: ");
	text_command(out, event, QW_FINAL);
	if (event_command_differs(event)) {
		strbuf_adds(out, "; original: ");
		text_command(out, event, QW_ORIGINAL);
	}
}

void text_event(struct strbuf *out, const struct event *event, enum detail detail)
{
	add_head(out, event);
	if (detail < DETAIL_HEAD)
		add_middle(out, event);
	add_surroundings(out, event);
	if (detail == DETAIL_ALL)
		add_commands(out, event);
	else
		strbuf_addf(out, "; cut, because it is too long here: %s are missing",
			    detail == DETAIL_HEAD ? "changes, notes, facts and command lines"
						  : "the command lines");
}
