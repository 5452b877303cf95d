/* SPDX-License-Identifier: MIT */
#include "report/env_changes.h"

#include <errno.h>
#include <string.h>

static struct env_change *find(struct env_change *changes, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(changes[i].name, name) == 0)
			return &changes[i];
	return NULL;
}

static size_t count_variables(const struct journal *journal)
{
	size_t count = 0;
	for (size_t i = 0; i < journal->changes.count; i++)
		count += journal->changes.items[i].variable != NULL;
	return count;
}

int env_changes_of(const struct journal *journal, struct arena *arena,
		   struct env_change **ret_changes, size_t *ret_count)
{
	*ret_changes = NULL;
	*ret_count = 0;
	size_t room = journal ? count_variables(journal) : 0;
	if (!room)
		return 0;
	struct env_change *changes = arena_array(arena, room, sizeof(*changes));
	if (!changes)
		return -ENOMEM;
	size_t count = 0;
	for (size_t i = 0; i < journal->changes.count; i++) {
		const struct change *change = &journal->changes.items[i];
		if (!change->variable)
			continue;
		struct env_change *known = find(changes, count, change->variable);
		if (!known)
			known = &changes[count++];
		known->name = change->variable;
		known->value = change->after;
	}
	*ret_changes = changes;
	*ret_count = count;
	return 0;
}
