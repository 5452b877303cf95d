/* SPDX-License-Identifier: MIT */
#include "json.h"

#include "json_text.h"

enum { FORMAT = 1 };

/* A member's key and colon, behind a comma unless it is the first. */
static void add_key(struct strbuf *out, const char *key)
{
	if (out->length && out->text[out->length - 1] != '{')
		strbuf_addc(out, ',');
	json_key(out, key);
	strbuf_addc(out, ':');
}

static void add_text(struct strbuf *out, const char *key, const char *text)
{
	add_key(out, key);
	json_text(out, text);
}

static void add_number(struct strbuf *out, const char *key, long long number)
{
	add_key(out, key);
	strbuf_addf(out, "%lld", number);
}

static void add_bool(struct strbuf *out, const char *key, bool value)
{
	add_key(out, key);
	strbuf_adds(out, value ? "true" : "false");
}

static void add_words(struct strbuf *out, const struct event *event, const char *key,
		      enum qw_argv which)
{
	const char *word;
	add_key(out, key);
	strbuf_addc(out, '[');
	for (size_t i = 0; (word = event_argument(event, which, i)); i++) {
		if (i)
			strbuf_addc(out, ',');
		json_text(out, word);
	}
	strbuf_addc(out, ']');
}

static void add_changes(struct strbuf *out, const struct event *event)
{
	struct qw_change change;
	add_key(out, "changes");
	strbuf_addc(out, '[');
	for (size_t i = 0; event_change(event, i, &change); i++) {
		strbuf_adds(out, i ? ",{" : "{");
		add_text(out, "level", level_name(level_of_change(&change)));
		add_text(out, "plugin", change.plugin);
		add_text(out, "action", change.action);
		add_text(out, "option", change.option);
		add_text(out, "id", change.id);
		add_text(out, "property", change.property);
		add_text(out, "variable", change.variable);
		add_text(out, "before", change.before);
		add_text(out, "after", change.after);
		add_text(out, "reason", change.reason);
		add_bool(out, "guest_visible", change.flags & QW_GUEST_VISIBLE);
		if (change.index >= 0)
			add_number(out, "index", change.index);
		else
			add_text(out, "index", NULL);
		strbuf_addc(out, '}');
	}
	strbuf_addc(out, ']');
}

static void add_field(struct strbuf *out, const struct event *event, const struct qw_field *field)
{
	if (field->kind == QW_FIELD_NUMBER)
		add_number(out, field->name, field->number);
	else if (field->kind == QW_FIELD_BOOL)
		add_bool(out, field->name, field->number != 0);
	else
		add_text(out, field->name, event_field_text(event, field));
}

static void add_facts(struct strbuf *out, const struct event *event)
{
	struct event_fact fact;
	add_key(out, "facts");
	strbuf_addc(out, '[');
	for (size_t i = 0; event_fact(event, i, &fact); i++) {
		strbuf_adds(out, i ? ",{" : "{");
		add_text(out, "plugin", fact.plugin);
		add_text(out, "key", fact.key);
		add_key(out, "value");
		strbuf_addc(out, '{');
		for (size_t k = 0; k < fact.count; k++)
			add_field(out, event, &fact.fields[k]);
		strbuf_adds(out, "}}");
	}
	strbuf_addc(out, ']');
}

static void add_notes(struct strbuf *out, const struct event *event)
{
	struct event_note note;
	add_key(out, "notes");
	strbuf_addc(out, '[');
	for (size_t i = 0; event_note(event, i, &note); i++) {
		strbuf_adds(out, i ? ",{" : "{");
		add_text(out, "plugin", note.plugin);
		add_text(out, "level", level_name(level_of_note(note.level)));
		add_text(out, "text", note.text);
		strbuf_addc(out, '}');
	}
	strbuf_addc(out, ']');
}

static void add_head(struct strbuf *out, const struct event *event)
{
	char when[EVENT_TIME_SIZE];
	event_time(event, when);
	add_number(out, "format", FORMAT);
	add_text(out, "time", when);
	add_text(out, "level", level_name(event->level));
	add_text(out, "event", event_kind(event));
	add_number(out, "status", event->status);
	add_text(out, "phase", event->phase);
	add_text(out, "plugin", event->plugin);
	add_text(out, "text", event->text);
	add_text(out, "program", event->program);
	add_text(out, "name", event->name);
	add_number(out, "pid", event->pid);
	add_number(out, "uid", event->uid);
	add_text(out, "cwd", *event->cwd ? event->cwd : NULL);
	add_key(out, "line");
	strbuf_addc(out, '{');
	add_bool(out, "prints", event->line & QW_LINE_PRINTS);
	add_bool(out, "probes", event->line & QW_LINE_PROBES);
	add_text(out, "managed", event->manager);
	strbuf_addc(out, '}');
}

void json_event(struct strbuf *out, const struct event *event, enum detail detail)
{
	static const char *const cuts[] = {
		[DETAIL_ALL] = NULL,
		[DETAIL_NO_COMMANDS] = "commands",
		[DETAIL_HEAD] = "head",
	};
	strbuf_addc(out, '{');
	add_head(out, event);
	add_text(out, "cut", cuts[detail]);
	if (detail < DETAIL_HEAD) {
		add_changes(out, event);
		add_notes(out, event);
		add_facts(out, event);
	}
	if (detail == DETAIL_ALL) {
		add_words(out, event, "original", QW_ORIGINAL);
		add_words(out, event, "final", QW_FINAL);
	}
	strbuf_addc(out, '}');
}
