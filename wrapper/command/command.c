/* SPDX-License-Identifier: MIT */
#include "command/command.h"

#include "base/vector.h"

#include <string.h>

const char ORIGIN_USER[] = "user";

static int append(struct command *command, struct element *element, struct error *err)
{
	if (vector_grow(&command->items, command->count, &command->room, sizeof(struct element *)))
		return error_memory(err);
	command->items[command->count++] = element;
	return 0;
}

int command_copy(struct command *ret_copy, const struct command *command, struct error *err)
{
	*ret_copy = *command;
	ret_copy->items = NULL;
	ret_copy->room = command->count;
	if (!command->count)
		return 0;
	ret_copy->items = calloc(command->count, sizeof(struct element *));
	if (!ret_copy->items) {
		*ret_copy = (struct command){ 0 };
		return error_memory(err);
	}
	memcpy(ret_copy->items, command->items, command->count * sizeof(struct element *));
	return 0;
}

void command_release(struct command *command)
{
	free(command->items);
	*command = (struct command){ 0 };
}

const char *element_name(const struct element *element)
{
	if (element->option)
		return element->option->canonical;
	return element->word[0] == '-' ? element->word : "image";
}

const char *element_value(const struct element *element)
{
	return element->value ? element->value + element->prefix : NULL;
}

bool element_is_incomplete(const struct element *element)
{
	return element->kind == ELEMENT_OPTION && element->option->takes_value && !element->value;
}

bool element_is_json(const struct element *element)
{
	const char *value = element_value(element);
	return value && element->option && element->option->json && value[0] == '{';
}

void element_fold_display(struct element *element)
{
	if (!element->option || strcmp(element->option->name, "display") || !element->value ||
	    strncmp(element->value, "vnc=", 4))
		return;
	element->option = option_table_find("vnc");
	element->prefix = 4;
}

ptrdiff_t command_locate(const struct command *command, uint32_t serial, size_t hint)
{
	if (hint < command->count && command->items[hint]->serial == serial)
		return (ptrdiff_t)hint;
	for (size_t i = 0; i < command->count; i++)
		if (command->items[i]->serial == serial)
			return (ptrdiff_t)i;
	return -1;
}

size_t command_argv_index(const struct command *command, size_t item)
{
	size_t index = command->argv0 ? 1 : 0;
	for (size_t i = 0; i < item; i++)
		index += command->items[i]->value ? 2 : 1;
	return index;
}

size_t command_word_count(const struct command *command)
{
	return command_argv_index(command, command->count);
}

int command_emit(const struct command *command, struct arena *arena, const char *const **ret_argv,
		 const char *const **ret_origins, struct error *err)
{
	size_t count = command_word_count(command);
	const char **argv = arena_array(arena, count + 1, sizeof(char *));
	const char **origins = arena_array(arena, count + 1, sizeof(char *));
	if (!argv || !origins)
		return error_memory(err);
	size_t n = 0;
	if (command->argv0) {
		argv[n] = command->argv0;
		origins[n++] = ORIGIN_USER;
	}
	for (size_t i = 0; i < command->count; i++) {
		const struct element *element = command->items[i];
		argv[n] = element->word;
		origins[n++] = element->word_origin;
		if (element->value) {
			argv[n] = element->value;
			origins[n++] = element->value_origin;
		}
	}
	*ret_argv = argv;
	if (ret_origins)
		*ret_origins = origins;
	return 0;
}

size_t command_end(const struct command *command)
{
	size_t end = command->count;
	if (end && element_is_incomplete(command->items[end - 1]))
		return end - 1;
	/* The last word settles an uncertain run only if it can't take a value itself. */
	if (end && command->items[end - 1]->kind == ELEMENT_OPAQUE) {
		const struct element *last = command->items[end - 1];
		bool open = last->word[0] == '-' && (!last->option || last->option->takes_value);
		if (!open)
			return end;
	} else if (!end || command->items[end - 1]->kind != ELEMENT_UNKNOWN ||
		   command->items[end - 1]->value) {
		return end;
	}
	while (end && command->items[end - 1]->kind == ELEMENT_OPAQUE)
		end--;
	return end ? end - 1 : 0;
}

int command_insert(struct command *command, size_t at, struct element *element, struct error *err)
{
	int status = append(command, element, err);
	if (status)
		return status;
	element->serial = command->next_serial++;
	memmove(command->items + at + 1, command->items + at,
		(command->count - 1 - at) * sizeof(struct element *));
	command->items[at] = element;
	return 0;
}

void command_replace(struct command *command, size_t at, struct element *element)
{
	element->serial = command->items[at]->serial;
	command->items[at] = element;
}

void command_remove(struct command *command, size_t at)
{
	memmove(command->items + at, command->items + at + 1,
		(command->count - at - 1) * sizeof(struct element *));
	command->count--;
}

struct element *element_new(struct arena *arena, const char *name, const char *value,
			    const char *origin)
{
	struct element *element = arena_alloc(arena, sizeof(*element));
	char *word = arena_printf(arena, "-%s", name);
	char *copy = value ? arena_strdup(arena, value) : NULL;
	if (!element || !word || (value && !copy))
		return NULL;
	const struct option_info *option = option_table_find(name);
	*element = (struct element){ .kind = option ? ELEMENT_OPTION : ELEMENT_UNKNOWN,
				     .option = option,
				     .word = word,
				     .value = copy,
				     .word_origin = origin,
				     .value_origin = origin };
	element_fold_display(element);
	return element;
}

struct element *element_with_value(struct arena *arena, const struct element *element,
				   const char *value, const char *origin)
{
	struct element *version = arena_alloc(arena, sizeof(*version));
	char *text = arena_printf(arena, "%.*s%s", (int)element->prefix,
				  element->prefix ? element->value : "", value);
	if (!version || !text)
		return NULL;
	*version = *element;
	version->value = text;
	version->value_origin = origin;
	element_fold_display(version);
	return version;
}
