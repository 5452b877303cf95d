/* SPDX-License-Identifier: MIT */
#include "report/plan_redacted.h"

#include "command/redact.h"

/* A step after one that ran out of memory does nothing. */
struct redactor {
	struct arena *arena;
	bool failed;
};

static const char *keep(struct redactor *redactor, const char *text)
{
	redactor->failed = redactor->failed || !text;
	return text;
}

static void *array(struct redactor *redactor, size_t count, size_t size)
{
	void *items = arena_array(redactor->arena, count + 1, size);
	redactor->failed = redactor->failed || !items;
	return items;
}

static const char *safe_value(struct redactor *redactor, const char *option, const char *value)
{
	if (!value || redactor->failed)
		return NULL;
	return keep(redactor, redact(option, value, redactor->arena));
}

static const char *safe_property(struct redactor *redactor, const char *option,
				 const char *property, const char *value)
{
	if (!value || redactor->failed)
		return NULL;
	return keep(redactor, redact_property(option, property, value, redactor->arena));
}

/* The value's own part is redacted, "vnc=" of -display vnc= stays. */
static const char *whole_value(struct redactor *redactor, const struct element *element)
{
	const char *safe = safe_value(redactor, element_name(element), element_value(element));
	if (!safe || !element->prefix)
		return safe;
	return keep(redactor, arena_printf(redactor->arena, "%.*s%s", (int)element->prefix,
					   element->value, safe));
}

/* An opaque word may be the value of the unknown option before it, whose name then counts. */
static struct element *safe_element(struct redactor *redactor, const struct element *element,
				    const struct element *before)
{
	bool has_owner = element->kind == ELEMENT_OPAQUE && before && before->word[0] == '-';
	struct element *copy = array(redactor, 1, sizeof(*copy));
	if (!copy)
		return NULL;
	*copy = *element;
	if (element->kind != ELEMENT_OPTION)
		copy->word = safe_value(redactor, has_owner ? before->word : NULL, element->word);
	if (element->value)
		copy->value = whole_value(redactor, element);
	return copy;
}

static const struct command *safe_command(struct redactor *redactor, const struct command *command)
{
	if (!command)
		return NULL;
	struct command *copy = array(redactor, 1, sizeof(*copy));
	struct element **items = array(redactor, command->count, sizeof(struct element *));
	if (redactor->failed)
		return NULL;
	*copy = *command;
	copy->items = items;
	for (size_t i = 0; i < command->count; i++)
		items[i] =
			safe_element(redactor, command->items[i], i ? command->items[i - 1] : NULL);
	return copy;
}

static void redact_change(struct redactor *redactor, struct change *change)
{
	const char *property = change->option ? change->property : change->variable;
	const char **values[] = { &change->before, &change->after };
	for (size_t i = 0; i < 2; i++) {
		if (property)
			*values[i] = safe_property(redactor, change->option, property, *values[i]);
		else
			*values[i] = safe_value(redactor, change->option, *values[i]);
	}
	change->reason = safe_value(redactor, NULL, change->reason);
}

static void redact_fact(struct redactor *redactor, struct fact *fact)
{
	struct qw_field *fields = array(redactor, fact->count, sizeof(*fields));
	for (size_t i = 0; fields && i < fact->count; i++) {
		fields[i] = fact->fields[i];
		fields[i].text = safe_property(redactor, NULL, fields[i].name, fields[i].text);
	}
	fact->fields = fields;
}

static const struct journal *safe_journal(struct redactor *redactor, const struct journal *journal)
{
	if (!journal)
		return NULL;
	struct journal *copy = array(redactor, 1, sizeof(*copy));
	struct change *changes = array(redactor, journal->changes.count, sizeof(*changes));
	struct fact *facts = array(redactor, journal->facts.count, sizeof(*facts));
	struct note *notes = array(redactor, journal->notes.list.count, sizeof(*notes));
	if (redactor->failed)
		return NULL;
	*copy = *journal;
	copy->changes.items = changes;
	copy->facts.items = facts;
	copy->notes.list.items = notes;
	for (size_t i = 0; i < journal->changes.count; i++) {
		changes[i] = journal->changes.items[i];
		redact_change(redactor, &changes[i]);
	}
	for (size_t i = 0; i < journal->facts.count; i++) {
		facts[i] = journal->facts.items[i];
		redact_fact(redactor, &facts[i]);
	}
	for (size_t i = 0; i < journal->notes.list.count; i++) {
		notes[i] = journal->notes.list.items[i];
		notes[i].text = safe_value(redactor, NULL, notes[i].text);
	}
	return copy;
}

static const struct refusal *safe_refusal(struct redactor *redactor, const struct refusal *refusal)
{
	if (!refusal)
		return NULL;
	struct refusal *copy = array(redactor, 1, sizeof(*copy));
	if (!copy)
		return NULL;
	*copy = *refusal;
	copy->text = safe_value(redactor, NULL, refusal->text);
	return copy;
}

int plan_redacted(const struct plan *plan, struct arena *arena, struct plan *ret_redacted)
{
	struct redactor redactor = { .arena = arena };
	struct plan redacted = *plan;
	redacted.original = safe_command(&redactor, plan->original);
	redacted.final = safe_command(&redactor, plan->final);
	redacted.journal = safe_journal(&redactor, plan->journal);
	redacted.refusal = safe_refusal(&redactor, plan->refusal);
	if (redactor.failed)
		return -ENOMEM;
	*ret_redacted = redacted;
	return 0;
}
