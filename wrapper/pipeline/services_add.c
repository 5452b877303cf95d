/* SPDX-License-Identifier: MIT */
#include "pipeline/services.h"

#include "command/selector.h"
#include "pipeline/edit.h"

#include <string.h>

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
	const char *origin = edit_origin(edit);
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
	hook_inserted(edit.hook, edit.at, 1);
	const char *thing = owners_thing(element, arena);
	if (!thing)
		return error_memory(err);
	const char *text = element_value(element);
	struct claim claim = edit_claim(&edit, thing, NULL, text ? text : "");
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
	size_t before = edit.draft->count;
	if (count && !words)
		return error_set(err, EINVAL, "the words to add are missing");
	status = copy_words(words, count, arena, &copies, err);
	if (!status)
		status = command_join_words(edit.draft, last != 0, copies, count, arena, err);
	if (status)
		return status;
	if (!last)
		hook_inserted(edit.hook, 0, edit.draft->count - before);
	return record_words(&edit, first_serial);
}
