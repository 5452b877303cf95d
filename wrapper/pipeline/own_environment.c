/* SPDX-License-Identifier: MIT */
#include "pipeline/own_environment.h"

#include <string.h>

static size_t count_entries(void)
{
	size_t count = 0;
	while (environ && environ[count])
		count++;
	return count;
}

/* Which strings they are tells enough: nobody writes into those that are there. */
bool own_environment_changed(struct own_environment *seen, struct arena *arena)
{
	size_t count = count_entries(), size = count * sizeof(char *);
	if (seen->entries && seen->count == count &&
	    (!count || !memcmp(seen->entries, environ, size)))
		return false;
	bool is_first = !seen->entries;
	const char **entries = arena_array(arena, count + 1, sizeof(char *));
	if (!entries)
		return false;
	if (count)
		memcpy(entries, environ, size);
	*seen = (struct own_environment){ entries, count };
	return !is_first;
}
