/* SPDX-License-Identifier: MIT */
#include "pipeline/services.h"

#include "command/value.h"
#include "pipeline/edit.h"

#include <string.h>

/* There is a value, and if one property of it is meant, a grammar to find it by. */
static int check_value(struct edit *edit, bool whole)
{
	if (element_value(edit->element) && (whole || edit->element->option))
		return 0;
	if (element_value(edit->element))
		return error_set(&edit->hook->error, EINVAL,
				 "the value of %s is one text: no QEMU has that option",
				 edit->element->word);
	return error_set(&edit->hook->error, EINVAL, "%s has no value that could be changed",
			 edit->element->word);
}

static enum value_type type_of(uint32_t flags)
{
	if (flags & QW_BOOLEAN)
		return VALUE_BOOLEAN;
	return flags & QW_NUMBER ? VALUE_NUMBER : VALUE_STRING;
}

/* The new text of the whole value; the change's property and before are filled in. */
static int set_text(struct edit *edit, const char *property, int64_t position, const char *value,
		    const char **ret_text)
{
	struct error *err = &edit->hook->error;
	struct arena *arena = &edit->pipeline->arena;
	const struct option_info *option = edit->element->option;
	const char *text = element_value(edit->element);
	if (!property && position < 0) {
		edit->change.before = text;
		*ret_text = value;
		return 0;
	}
	const char *key = property, *before = NULL;
	int found = property ? value_get(option, text, property, arena, &before, err)
			     : value_at(option, text, (size_t)position, arena, &key, &before, err);
	if (found < 0)
		return found;
	edit->change.before = found ? before : NULL;
	edit->change.property = key ? arena_strdup(arena, key) : NULL;
	return value_set(option, text, key, property ? -1 : (long)position, value,
			 type_of(edit->change.flags), arena, ret_text, err);
}

/* Puts the new text in place and writes the change down. */
static int finish(struct edit *edit, const char *text)
{
	struct error *err = &edit->hook->error;
	struct arena *arena = &edit->pipeline->arena;
	const char *origin = edit_origin(edit);
	struct element *version =
		origin ? element_with_value(arena, edit->element, text, origin) : NULL;
	const char *old = version ? owners_thing(edit->element, arena) : NULL;
	const char *renamed = old ? owners_thing(version, arena) : NULL;
	if (!renamed)
		return error_memory(err);
	if (strcmp(old, renamed) && owners_rename(&edit->pipeline->owners, old, renamed, err))
		return -err->code;
	command_replace(edit->draft, edit->at, version);
	return edit_record(edit);
}

static int claim_change(struct edit *edit, const char *text)
{
	struct error *err = &edit->hook->error;
	struct arena *arena = &edit->pipeline->arena;
	const char *thing = owners_thing(edit->element, arena);
	if (!thing)
		return error_memory(err);
	struct claim claim = edit_claim(edit, thing, edit->change.property, edit->change.after);
	if (edit->change.property || !text)
		return owners_claim(&edit->pipeline->owners, &claim, err);
	struct element replaced = *edit->element;
	replaced.value = text;
	replaced.prefix = 0;
	return owners_claim_replacement(&edit->pipeline->owners, &claim, &replaced, arena, err);
}

int service_set(struct qw_command *cmd, struct qw_option *opt, const char *property,
		int64_t position, const char *value, uint32_t flags, const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, flags);
	if (!status)
		status = edit_target(&edit, opt);
	if (!status)
		status = check_value(&edit, !property && position < 0);
	if (status)
		return status;
	if (!value || (property && !*property))
		return error_set(&edit.hook->error, EINVAL, "a value to set is missing");
	edit.change.action = CHANGE_SET;
	edit.change.after = arena_strdup(&edit.pipeline->arena, value);
	if (!edit.change.after)
		return error_memory(&edit.hook->error);
	const char *text;
	status = set_text(&edit, property, position, edit.change.after, &text);
	if (status || !strcmp(text, element_value(edit.element)))
		return status;
	status = claim_change(&edit, text);
	return status ? status : finish(&edit, text);
}

static int unset(struct edit *edit, const char *property)
{
	struct error *err = &edit->hook->error;
	struct arena *arena = &edit->pipeline->arena;
	const struct option_info *option = edit->element->option;
	const char *before = NULL, *text;
	int found = value_get(option, element_value(edit->element), property, arena, &before, err);
	if (found <= 0)
		return found;
	edit->change.before = before;
	edit->change.property = arena_strdup(arena, property);
	if (!edit->change.property)
		return error_memory(err);
	int status = value_unset(option, element_value(edit->element), property, arena, &text, err);
	if (!status)
		status = claim_change(edit, text);
	return status ? status : finish(edit, text);
}

int service_remove(struct qw_command *cmd, struct qw_option *opt, const char *property,
		   uint32_t flags, const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, flags);
	if (!status)
		status = edit_target(&edit, opt);
	if (status)
		return status;
	if (property && !*property)
		return error_set(&edit.hook->error, EINVAL, "the property to remove is missing");
	edit.change.action = CHANGE_REMOVE;
	if (property) {
		status = check_value(&edit, false);
		return status ? status : unset(&edit, property);
	}
	const struct element *element = edit.element;
	edit.change.before =
		element->kind == ELEMENT_IMAGE ? element->word : element_value(element);
	status = claim_change(&edit, NULL);
	if (status)
		return status;
	command_remove(edit.draft, edit.at);
	status = hook_removed(edit.hook, edit.element->serial, edit.at);
	if (status)
		return status;
	return edit_record(&edit);
}
