/* SPDX-License-Identifier: MIT */
#include "config/inspect.h"

#include "config/names.h"
#include "config/selection.h"

#include <string.h>

#define SOURCE "the command line"

static int set_file(struct plugin_settings *plugin, const char *path, struct arena *arena,
		    struct error *err)
{
	plugin->named_by_file = true;
	plugin->source = SOURCE;
	return path_absolute(NULL, path, arena, &plugin->file, err);
}

int inspect_select(struct settings *settings, const char *which, struct error *err)
{
	struct arena *arena = &settings->arena;
	bool is_file = strchr(which, '/');
	const char *name = is_file ? name_of_file(which, arena) : arena_strdup(arena, which);
	struct plugin_settings *plugin = name ? selection_mention(settings, name, SOURCE) : NULL;
	if (!plugin)
		return error_memory(err);
	plugin->named = true;
	settings->inspects = true;
	settings->selected.count = 0;
	size_t *selected = VECTOR_ADD(&settings->selected);
	if (!selected)
		return error_memory(err);
	*selected = (size_t)(plugin - settings->plugins.items);
	/* A file may turn out to be a plugin of another name than its own: so for each of them. */
	for (size_t i = 0; i < settings->plugins.count; i++) {
		struct plugin_settings *one = &settings->plugins.items[i];
		one->required = true;
		one->would_isolate = one->isolate;
		one->isolate = false;
	}
	return is_file ? set_file(plugin, which, arena, err) : 0;
}
