/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "config/folders.h"
#include "loader/plugin_file.h"
#include "tool/plan_options.h"

#include <stdio.h>
#include <string.h>

/* As the configuration says it; the last one counts. */
static const char *foreign_option(const struct plugin_settings *said, const char *key)
{
	const char *value = "?";
	for (size_t i = 0; i < said->options.count; i++)
		if (!strcmp(said->options.items[i].key, key))
			value = said->options.items[i].value;
	return value;
}

/* One line: identity as the file tells it, without running any code of it. */
static int print_plugin(const struct settings *settings, const char *position,
			const struct plugin_settings *said)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct plugin_identity identity;
	const char *path;
	if (plugin_file_of(settings, said, &arena, &path, &err) ||
	    plugin_file_check(path, &identity, &err) ||
	    (!said->named_by_file &&
	     plugin_file_check_name(path, &identity, plugin_file_name(said), &err))) {
		printf("%-2s %-12s %-10s %s\n", position, said->name, "-", error_text(&err));
		return TOOL_FOUND_PROBLEMS;
	}
	if (said->foreign) {
		printf("%-2s %-12s %-10s %s of %s (%s)\n", position, said->name, "foreign",
		       foreign_option(said, "function"), foreign_option(said, "library"),
		       said->foreign);
		return TOOL_OK;
	}
	printf("%-2s %-12s %-10s %s (%s)\n", position, identity.name,
	       *identity.version ? identity.version : "-", identity.summary, path);
	return TOOL_OK;
}

static bool is_selected(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->selected.count; i++)
		if (!strcmp(settings->plugins.items[settings->selected.items[i]].name, name))
			return true;
	return false;
}

/* It is known by a section, and not because it is installed. */
static bool is_declared(const struct plugin_settings *said)
{
	return said && (said->file || said->foreign);
}

/* Whoever wrote a section and no list looks for it here. */
static void print_declared(const struct settings *settings)
{
	for (size_t i = 0; i < settings->plugins.count; i++) {
		const struct plugin_settings *said = &settings->plugins.items[i];
		if (is_declared(said) && !is_selected(settings, said->name))
			print_plugin(settings, "-", said);
	}
}

static int print_others(struct settings *settings, struct error *err)
{
	struct name_list others = { 0 };
	int status = folders_list(settings, &others, err);
	for (size_t i = 0; !status && i < others.names.count; i++) {
		struct plugin_settings installed = { .name = others.names.items[i] };
		if (!is_selected(settings, installed.name) &&
		    !is_declared(settings_find(settings, installed.name)))
			print_plugin(settings, "-", &installed);
	}
	free(others.names.items);
	return status;
}

int tool_plugin_list(const char *const *words)
{
	CLEANUP_PLAN_OPTIONS struct plan_options options = { 0 };
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	int status, worst = TOOL_OK;
	if (plan_options_read("plugin list", words, 0, &options, &status))
		return status;
	if (settings_load(&options.request, &settings, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	for (size_t i = 0; i < settings.selected.count; i++) {
		const struct plugin_settings *p =
			&settings.plugins.items[settings.selected.items[i]];
		char position[24];
		snprintf(position, sizeof(position), "%zu", i + 1);
		if (print_plugin(&settings, position, p))
			worst = TOOL_FOUND_PROBLEMS;
	}
	print_declared(&settings);
	if (print_others(&settings, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return worst;
}
