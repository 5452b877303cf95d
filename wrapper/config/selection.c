/* SPDX-License-Identifier: MIT */
#include "config/selection.h"

#include "config/names.h"

#include <string.h>

#define TOOL_SOURCE "the command line"

struct plugin_settings *selection_mention(struct settings *settings, const char *name,
					  const char *source)
{
	for (size_t i = 0; i < settings->plugins.count; i++)
		if (!strcmp(settings->plugins.items[i].name, name))
			return &settings->plugins.items[i];
	struct plugin_settings *plugin = VECTOR_ADD(&settings->plugins);
	if (plugin)
		*plugin = (struct plugin_settings){ .name = name,
						    .source = source,
						    .required = true };
	return plugin;
}

static bool is_selected(const struct settings *settings, size_t plugin)
{
	for (size_t i = 0; i < settings->selected.count; i++)
		if (settings->selected.items[i] == plugin)
			return true;
	return false;
}

int selection_append(struct settings *settings, const char *list, const char *source,
		     struct error *err)
{
	const char *const *names;
	int status = names_split(list, source, &settings->arena, &names, err);
	if (status)
		return status;
	for (; *names; names++) {
		struct plugin_settings *plugin = selection_mention(settings, *names, source);
		if (!plugin)
			return error_memory(err);
		plugin->named = true;
		size_t index = (size_t)(plugin - settings->plugins.items);
		if (is_selected(settings, index))
			continue;
		size_t *selected = VECTOR_ADD(&settings->selected);
		if (!selected)
			return error_memory(err);
		*selected = index;
	}
	return 0;
}

int selection_replace(struct settings *settings, const char *list, const char *source,
		      struct error *err)
{
	settings->selected.count = 0;
	return selection_append(settings, list, source, err);
}

static int name_file(struct plugin_settings *plugin, const char *path, struct arena *arena,
		     struct error *err)
{
	plugin->named_by_file = true;
	plugin->source = TOOL_SOURCE;
	return path_absolute(NULL, path, arena, &plugin->file, err);
}

int selection_only(struct settings *settings, const char *which, struct error *err)
{
	struct arena *arena = &settings->arena;
	bool is_file = strchr(which, '/');
	const char *name = is_file ? name_of_file(which, arena) : arena_strdup(arena, which);
	struct plugin_settings *plugin =
		name ? selection_mention(settings, name, TOOL_SOURCE) : NULL;
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
	return is_file ? name_file(plugin, which, arena, err) : 0;
}
