/* SPDX-License-Identifier: MIT */
#include "pipeline/positions.h"

#include <errno.h>

static size_t highest_serial(const struct command *command)
{
	size_t highest = 0;
	for (size_t i = 0; i < command->count; i++)
		if (command->items[i]->serial > highest)
			highest = command->items[i]->serial;
	return highest;
}

int positions_make(struct positions *ret_positions, const struct command *command,
		   struct arena *arena)
{
	*ret_positions = (struct positions){ 0 };
	if (!command)
		return 0;
	size_t limit = highest_serial(command) + 1;
	size_t *item = arena_array(arena, limit, sizeof(*item));
	size_t *word = arena_array(arena, limit, sizeof(*word));
	if (!item || !word)
		return -ENOMEM;
	size_t next = command_argv_index(command, 0);
	for (size_t i = 0; i < command->count; i++) {
		const struct element *element = command->items[i];
		item[element->serial] = i + 1;
		word[element->serial] = next + 1;
		next += element->value ? 2 : 1;
	}
	*ret_positions = (struct positions){ command, item, word, limit };
	return 0;
}

const struct element *positions_find(const struct positions *positions, uint32_t serial,
				     size_t *ret_word)
{
	if (!serial || serial >= positions->limit || !positions->item[serial])
		return NULL;
	if (ret_word)
		*ret_word = positions->word[serial] - 1;
	return positions->command->items[positions->item[serial] - 1];
}

ptrdiff_t positions_of_change(const struct positions *positions, const struct change *change)
{
	size_t word;
	const struct element *element = positions_find(positions, change->serial, &word);
	if (!element)
		return -1;
	bool is_value = change->action != CHANGE_ADD && element->value;
	return (ptrdiff_t)(is_value ? word + 1 : word);
}
