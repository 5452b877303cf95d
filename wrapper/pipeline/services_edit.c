/* SPDX-License-Identifier: MIT */
#include "pipeline/services.h"

#include "command/selector.h"
#include "command/value.h"
#include "pipeline/hook.h"

#include <string.h>

/* One edit while it is made: the draft, what is edited, and what will be written down. */
struct edit {
	struct hook *hook;
	struct pipeline *pipeline;
	struct command *draft;
	/** Item in the draft, and the element there. */
	size_t at;
	const struct element *element;
	struct change change;
};

static int edit_begin(struct edit *edit, struct qw_command *cmd, const char *reason, uint32_t flags)
{
	struct hook *hook = hook_of_command(cmd);
	*edit = (struct edit){ .hook = hook, .pipeline = hook->stage->pipeline };
	int status = hook_edit(hook, &edit->draft);
	if (status)
		return status;
	if (!reason || !*reason)
		return error_set(&hook->error, EINVAL, "an edit needs a reason");
	edit->change = (struct change){
		.plugin = hook->stage->plugin->name,
		.reason = arena_strdup(&edit->pipeline->arena, reason),
		.flags = flags,
	};
	return edit->change.reason ? 0 : error_memory(&hook->error);
}

/* Finds what is to be edited and makes sure that it is what it seems to be. */
static int edit_target(struct edit *edit, const struct qw_option *opt)
{
	struct error *err = &edit->hook->error;
	ptrdiff_t at = hook_locate(edit->hook, opt);
	if (at < 0)
		return error_set(err, ESTALE, "an option was to be edited that is gone");
	edit->at = (size_t)at;
	edit->element = edit->draft->items[at];
	if (edit->element->kind == ELEMENT_OPAQUE)
		return error_set(err, EBUSY,
				 "argument %zu (%s) may be the value of the unknown option before "
				 "it: it can't be edited",
				 command_argv_index(edit->draft, edit->at), edit->element->word);
	edit->change.option = element_name(edit->element);
	edit->change.serial = edit->element->serial;
	const char *id = element_id(edit->element, &edit->pipeline->arena);
	edit->change.id = id;
	return 0;
}

static struct claim claim_of(const struct edit *edit, const char *thing, const char *property,
			     const char *value)
{
	return (struct claim){ thing,
			       property,
			       value,
			       edit->change.plugin,
			       edit->change.reason,
			       edit->hook->stage->plugin->settings->overrides };
}

static int edit_record(const struct edit *edit)
{
	struct change *change = VECTOR_ADD(&edit->pipeline->journal.changes);
	if (!change)
		return error_memory(&edit->hook->error);
	*change = edit->change;
	return 0;
}

static const char *own_origin(const struct edit *edit)
{
	return arena_printf(&edit->pipeline->arena, "plugin:%s", edit->change.plugin);
}

/* -- add -- */

static int check_option(struct edit *edit, const char *option, const char *value)
{
	struct error *err = &edit->hook->error;
	if (!option || !*option || option[0] == '-')
		return error_set(err, EINVAL, "an option's name is given without dashes");
	if (!strcmp(option, "image"))
		return value && value[0] != '-'
			       ? 0
			       : error_set(err, EINVAL, "a disk image's name can't begin with '-'");
	const struct option_info *info = option_table_find(option);
	if (info && info->takes_value && !value)
		return error_set(err, EINVAL, "-%s needs a value", option);
	if (info && !info->takes_value && value)
		return error_set(err, EINVAL, "-%s takes no value", option);
	return 0;
}

/* Where an addition stands, so that no word is taken for the value of the one before it. */
static int find_place(struct edit *edit, const struct qw_option *anchor, int after)
{
	if (!anchor) {
		edit->at = after ? command_end(edit->draft) : 0;
		return 0;
	}
	int status = edit_target(edit, anchor);
	if (status)
		return status;
	bool open = edit->element->kind == ELEMENT_UNKNOWN && !edit->element->value;
	if (after && (open || element_is_incomplete(edit->element)))
		return error_set(&edit->hook->error, EBUSY,
				 "nothing can be added behind %s: it may take it for its value",
				 edit->element->word);
	edit->at += after ? 1 : 0;
	return 0;
}

static struct element *make_element(struct edit *edit, const char *option, const char *value)
{
	struct arena *arena = &edit->pipeline->arena;
	const char *origin = own_origin(edit);
	if (!origin)
		return NULL;
	if (strcmp(option, "image"))
		return element_new(arena, option, value, origin);
	struct element *element = arena_alloc(arena, sizeof(*element));
	char *word = arena_strdup(arena, value);
	if (!element || !word)
		return NULL;
	*element = (struct element){ .kind = ELEMENT_IMAGE, .word = word, .word_origin = origin };
	return element;
}

int service_add(struct qw_command *cmd, const struct qw_option *anchor, int after,
		const char *option, const char *value, uint32_t flags, const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, flags);
	if (!status)
		status = check_option(&edit, option, value);
	if (!status)
		status = find_place(&edit, anchor, after);
	if (status)
		return status;
	struct error *err = &edit.hook->error;
	struct arena *arena = &edit.pipeline->arena;
	struct element *element = make_element(&edit, option, value);
	if (!element)
		return error_memory(err);
	status = command_insert(edit.draft, edit.at, element, err);
	if (status)
		return status;
	const char *thing = owners_thing(element, arena);
	if (!thing)
		return error_memory(err);
	const char *text = element_value(element);
	struct claim claim = claim_of(&edit, thing, NULL, text ? text : "");
	status = owners_claim_element(&edit.pipeline->owners, &claim, element, arena, err);
	if (status)
		return status;
	edit.change.action = CHANGE_ADD;
	edit.change.option = element_name(element);
	edit.change.id = element_id(element, arena);
	edit.change.after = element->kind == ELEMENT_IMAGE ? element->word : text;
	edit.change.serial = element->serial;
	return edit_record(&edit);
}

/* -- words of people -- */

static int copy_words(const struct qw_word *words, size_t count, struct arena *arena,
		      struct sourced_word **ret_copies, struct error *err)
{
	struct sourced_word *copies = arena_array(arena, count + 1, sizeof(*copies));
	if (!copies)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (!words[i].text || !words[i].origin || !*words[i].origin)
			return error_set(err, EINVAL, "word %zu of %zu is missing or has no origin",
					 i + 1, count);
		copies[i].text = arena_strdup(arena, words[i].text);
		copies[i].origin = arena_strdup(arena, words[i].origin);
		if (!copies[i].text || !copies[i].origin)
			return error_memory(err);
	}
	*ret_copies = copies;
	return 0;
}

static int record_words(struct edit *edit, uint32_t first_serial)
{
	for (size_t i = 0; i < edit->draft->count; i++) {
		const struct element *element = edit->draft->items[i];
		if (element->serial < first_serial)
			continue;
		bool is_option = element->kind == ELEMENT_OPTION;
		edit->change.action = CHANGE_ADD;
		edit->change.option = element_name(element);
		edit->change.id = element_id(element, &edit->pipeline->arena);
		edit->change.after = is_option ? element_value(element) : element->word;
		edit->change.serial = element->serial;
		int status = edit_record(edit);
		if (status)
			return status;
	}
	return 0;
}

int service_add_words(struct qw_command *cmd, int last, const struct qw_word *words, size_t count,
		      const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, 0);
	if (status)
		return status;
	struct error *err = &edit.hook->error;
	struct arena *arena = &edit.pipeline->arena;
	struct sourced_word *copies = NULL;
	uint32_t first_serial = edit.draft->next_serial;
	if (count && !words)
		return error_set(err, EINVAL, "the words to add are missing");
	status = copy_words(words, count, arena, &copies, err);
	if (!status)
		status = command_join_words(edit.draft, last != 0, copies, count, arena, err);
	return status ? status : record_words(&edit, first_serial);
}

/* -- set and remove -- */

static int check_value(struct edit *edit)
{
	if (element_value(edit->element))
		return 0;
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
	const char *origin = own_origin(edit);
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
	struct claim claim = claim_of(edit, thing, edit->change.property, edit->change.after);
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
		status = check_value(&edit);
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
	edit.change.action = CHANGE_REMOVE;
	if (property) {
		status = check_value(&edit);
		return status ? status : unset(&edit, property);
	}
	const struct element *element = edit.element;
	edit.change.before =
		element->kind == ELEMENT_IMAGE ? element->word : element_value(element);
	status = claim_change(&edit, NULL);
	if (status)
		return status;
	command_remove(edit.draft, edit.at);
	return edit_record(&edit);
}

/* -- environment and descriptors -- */

int service_set_env(struct qw_command *cmd, const char *name, const char *value, uint32_t flags,
		    const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, flags);
	if (status)
		return status;
	struct error *err = &edit.hook->error;
	struct arena *arena = &edit.pipeline->arena;
	struct environment *environment = &edit.pipeline->environment;
	if (!name)
		return error_set(err, EINVAL, "a variable's name is missing");
	const char *thing = arena_printf(arena, "$%s", name);
	edit.change.action = value ? CHANGE_SET : CHANGE_REMOVE;
	edit.change.variable = arena_strdup(arena, name);
	edit.change.before = environment_get(environment, name);
	edit.change.after = value ? arena_strdup(arena, value) : NULL;
	if (!thing || !edit.change.variable || (value && !edit.change.after))
		return error_memory(err);
	if (!value && !edit.change.before)
		return 0;
	struct claim claim = claim_of(&edit, thing, NULL, edit.change.after);
	status = owners_claim(&edit.pipeline->owners, &claim, err);
	if (!status)
		status = environment_set(environment, edit.change.variable, edit.change.after, err);
	return status ? status : edit_record(&edit);
}

int service_reserve_fd(struct qw_command *cmd, const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, 0);
	if (status)
		return status;
	return slots_reserve(&edit.pipeline->slots, edit.change.plugin, edit.change.reason,
			     &edit.hook->error);
}
