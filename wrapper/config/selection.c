/* SPDX-License-Identifier: MIT */
#include "config/selection.h"

#include "config/names.h"

#include <string.h>

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
