/* SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include "pipeline/positions.h"
#include "report/env_changes.h"
#include "report/json_value.h"

enum { FORMAT = 1 };

/* Gives the parent a new container that stays usable through the returned, borrowed reference. */
static json_t *set_container(json_t *parent, const char *key, json_t *container)
{
	return json_value_set(parent, key, container) ? NULL : container;
}

static json_t *append_object(json_t *array)
{
	json_t *object = json_object();
	return json_value_append(array, object) ? NULL : object;
}

static int add_words(json_t *root, const struct plan *plan, struct arena *arena, struct error *err)
{
	static const char *const nothing[] = { NULL };
	const char *const *argv = nothing, *const *origins = nothing;
	int status = plan->final ? command_emit(plan->final, arena, &argv, &origins, err) : 0;
	if (status)
		return status;
	json_t *words = set_container(root, "argv", json_array());
	json_t *sources = set_container(root, "origins", json_array());
	if (!words || !sources)
		return error_memory(err);
	for (; *argv; argv++, origins++)
		if (json_value_append(words, json_value_text(*argv)) ||
		    json_value_append(sources, json_value_text(*origins)))
			return error_memory(err);
	return 0;
}

static int add_environment(json_t *root, const struct plan *plan, struct arena *arena)
{
	struct env_change *changes;
	size_t count;
	if (env_changes_of(plan->journal, arena, &changes, &count))
		return -ENOMEM;
	json_t *env = set_container(root, "env", json_object());
	json_t *set = set_container(env, "set", json_object());
	json_t *unset = set_container(env, "unset", json_array());
	int status = env && set && unset ? 0 : -ENOMEM;
	for (size_t i = 0; i < count && !status; i++) {
		if (changes[i].value)
			status = json_value_set_text(set, changes[i].name, changes[i].value);
		else
			status = json_value_append(unset, json_value_text(changes[i].name));
	}
	return status;
}

static int add_change(json_t *changes, const struct change *change,
		      const struct positions *positions)
{
	ptrdiff_t index = positions_of_change(positions, change);
	json_t *object = append_object(changes);
	if (!object || json_value_set_text(object, "plugin", change->plugin) ||
	    json_value_set_text(object, "action", change_action_name(change->action)) ||
	    json_value_set_text(object, "option", change->option) ||
	    json_value_set_text(object, "id", change->id) ||
	    json_value_set_text(object, "property", change->property) ||
	    json_value_set_text(object, "variable", change->variable) ||
	    json_value_set_text(object, "before", change->before) ||
	    json_value_set_text(object, "after", change->after) ||
	    json_value_set_text(object, "reason", change->reason))
		return -ENOMEM;
	if (json_value_set(object, "guest_visible", json_boolean(change->flags & QW_GUEST_VISIBLE)))
		return -ENOMEM;
	return json_value_set(object, "index", index < 0 ? json_null() : json_integer(index));
}

static int add_changes(json_t *root, const struct plan *plan, struct arena *arena)
{
	struct positions positions;
	if (positions_make(&positions, plan->final, arena))
		return -ENOMEM;
	json_t *changes = set_container(root, "changes", json_array());
	int status = changes ? 0 : -ENOMEM;
	for (size_t i = 0; plan->journal && i < plan->journal->changes.count && !status; i++)
		status = add_change(changes, &plan->journal->changes.items[i], &positions);
	return status;
}

static json_t *field_value(const struct qw_field *field)
{
	switch (field->kind) {
	case QW_FIELD_TEXT:
		return json_value_text(field->text);
	case QW_FIELD_NUMBER:
		return json_integer(field->number);
	case QW_FIELD_BOOL:
		return json_boolean(field->number);
	default:
		return json_null();
	}
}

static int add_fact(json_t *facts, const struct fact *fact)
{
	json_t *object = append_object(facts);
	if (!object || json_value_set_text(object, "plugin", fact->plugin) ||
	    json_value_set_text(object, "key", fact->key))
		return -ENOMEM;
	json_t *value = set_container(object, "value", json_object());
	int status = value ? 0 : -ENOMEM;
	for (size_t i = 0; i < fact->count && !status; i++)
		status = json_value_set(value, fact->fields[i].name, field_value(&fact->fields[i]));
	return status;
}

static int add_facts(json_t *root, const struct plan *plan)
{
	json_t *facts = set_container(root, "facts", json_array());
	int status = facts ? 0 : -ENOMEM;
	for (size_t i = 0; plan->journal && i < plan->journal->facts.count && !status; i++)
		status = add_fact(facts, &plan->journal->facts.items[i]);
	return status;
}

static int add_note(json_t *notes, const struct note *note)
{
	static const char *const levels[] = {
		[NOTE_INFO] = "info", [NOTE_WARNING] = "warning", [NOTE_ERROR] = "error"
	};
	json_t *object = append_object(notes);
	if (!object || json_value_set_text(object, "plugin", note->plugin) ||
	    json_value_set_text(object, "level", levels[note->level]))
		return -ENOMEM;
	return json_value_set_text(object, "text", note->text);
}

static int add_notes(json_t *root, const struct plan *plan)
{
	json_t *notes = set_container(root, "notes", json_array());
	int status = notes ? 0 : -ENOMEM;
	for (size_t i = 0; plan->journal && i < plan->journal->notes.list.count && !status; i++)
		status = add_note(notes, &plan->journal->notes.list.items[i]);
	return status;
}

static int add_line(json_t *root, const struct plan *plan)
{
	json_t *line = set_container(root, "line", json_object());
	const char *manager = plan->line & QW_LINE_MANAGED ? plan->manager : NULL;
	if (!line || json_value_set(line, "prints", json_boolean(plan->line & QW_LINE_PRINTS)) ||
	    json_value_set(line, "probes", json_boolean(plan->line & QW_LINE_PROBES)))
		return -ENOMEM;
	return json_value_set_text(line, "managed", manager);
}

static int add_refusal(json_t *root, const struct refusal *refusal)
{
	if (!refusal)
		return json_value_set(root, "refused", json_null());
	json_t *object = set_container(root, "refused", json_object());
	if (!object || json_value_set_text(object, "plugin", refusal->plugin) ||
	    json_value_set_text(object, "phase", refusal->phase))
		return -ENOMEM;
	return json_value_set_text(object, "text", refusal->text);
}

/* QEMU's own command stands in `argv`: the supervisor executes that. */
static int add_supervision(json_t *root, const struct supervision *supervision)
{
	if (!supervision)
		return json_value_set(root, "supervisor", json_null());
	json_t *object = set_container(root, "supervisor", json_object());
	int64_t stop = supervision->stop_timeout;
	if (!object || json_value_set_text(object, "program", SUPERVISOR_PROGRAM) ||
	    json_value_set(object, "stop_timeout_ms",
			   stop == SUPERVISE_NEVER ? json_null() : json_integer(stop)) ||
	    json_value_set(object, "agent_timeout_ms", json_integer(supervision->agent_timeout)) ||
	    json_value_set_text(object, "agent", supervision->agent))
		return -ENOMEM;
	return json_value_set_text(object, "exit_status", supervision->exit_status);
}

int explain_json(const struct plan *plan, struct strbuf *out, struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_JSON json_t *root = json_object();
	if (!root || json_value_set(root, "format", json_integer(FORMAT)) ||
	    json_value_set_text(root, "program", plan->program))
		return error_memory(err);
	int status = add_words(root, plan, &arena, err);
	if (status)
		return status;
	if (add_environment(root, plan, &arena) || add_changes(root, plan, &arena) ||
	    add_facts(root, plan) || add_notes(root, plan) || add_line(root, plan) ||
	    add_supervision(root, plan->supervision) || add_refusal(root, plan->refusal))
		return error_memory(err);
	return json_value_print(root, out) ? error_memory(err) : 0;
}
