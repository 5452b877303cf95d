/* SPDX-License-Identifier: MIT */
#include "config/headings.h"

#include "base/nearest.h"
#include "config/folders.h"
#include "config/names.h"

#include <ctype.h>

int headings_add(struct headings *headings, const char *name, const char *place, struct error *err)
{
	struct heading *heading = VECTOR_ADD(&headings->list);
	if (!heading)
		return error_memory(err);
	*heading = (struct heading){ name, place };
	return 0;
}

static int add_candidate(struct name_list *candidates, const char *name, struct error *err)
{
	const char **candidate = VECTOR_ADD(&candidates->names);
	if (!candidate)
		return error_memory(err);
	*candidate = name;
	return 0;
}

static int list_candidates(struct settings *settings, struct name_list *candidates,
			   struct error *err)
{
	int status = add_candidate(candidates, "wrapper", err);
	for (size_t i = 0; !status && i < settings->plugins.count; i++)
		if (settings->plugins.items[i].named)
			status = add_candidate(candidates, settings->plugins.items[i].name, err);
	return status ? status : folders_list(settings, candidates, err);
}

static int refuse(const struct heading *heading, const struct name_list *candidates,
		  struct arena *arena, struct error *err)
{
	char *word = arena_strdup(arena, heading->name);
	if (!word)
		return error_memory(err);
	for (char *p = word; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	const char *nearest = nearest_name(word, candidates->names.items, candidates->names.count);
	if (nearest)
		return error_set(err, EINVAL, "%s: unknown section [%s]; did you mean [%s]?",
				 heading->place, heading->name, nearest);
	return error_set(err, EINVAL,
			 "%s: unknown section [%s]: a plugin of this name is neither selected nor "
			 "installed, and there is no [plugin %s]",
			 heading->place, heading->name, heading->name);
}

int headings_check(const struct headings *headings, struct settings *settings, struct error *err)
{
	for (size_t i = 0; i < headings->list.count; i++) {
		const struct heading *heading = &headings->list.items[i];
		const struct plugin_settings *plugin = settings_find(settings, heading->name);
		if ((plugin && plugin->named) ||
		    (name_is_valid(heading->name) && folders_have(settings, heading->name)))
			continue;
		struct name_list candidates = { 0 };
		int status = list_candidates(settings, &candidates, err);
		if (!status)
			status = refuse(heading, &candidates, &settings->arena, err);
		free(candidates.names.items);
		return status;
	}
	return 0;
}

void headings_release(struct headings *headings)
{
	free(headings->list.items);
	*headings = (struct headings){ 0 };
}
