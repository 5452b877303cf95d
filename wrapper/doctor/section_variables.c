/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "base/nearest.h"
#include "command/redact.h"
#include "config/folders.h"
#include "config/variables.h"
#include "doctor/variable_kind.h"

#include <string.h>

#define OURS      "QEMU_WRAPPER"
#define OF_OPTION OURS "_"

/* Everything that somebody reads. */
struct readers {
	VECTOR(const char *) names;
};

static void readers_release(struct readers *readers)
{
	free(readers->names.items);
}

static void add_reader(struct doctor *doctor, struct readers *readers, const char *name)
{
	const char **room = name ? VECTOR_ADD(&readers->names) : NULL;
	if (room)
		*room = name;
	else
		doctor->findings.failed = true;
}

static bool is_selected(const struct doctor *doctor, const char *name)
{
	const struct settings *settings = &doctor->settings;
	for (size_t i = 0; i < settings->selected.count; i++)
		if (!strcmp(settings->plugins.items[settings->selected.items[i]].name, name))
			return true;
	return false;
}

static void add_readers(struct doctor *doctor, struct readers *readers)
{
	for (const char *const *name = variables_names(); *name; name++)
		add_reader(doctor, readers, *name);
	/* Ours between two processes of a chain of scripts. */
	add_reader(doctor, readers, OF_OPTION "LEVEL");
	if (is_selected(doctor, "args") || !doctor->plugins_loaded) {
		add_reader(doctor, readers, "QEMU_ARGS");
		add_reader(doctor, readers, "QEMU_ARGS_FILE");
	}
	for (size_t i = 0; i < doctor->plugins.list.count; i++) {
		const struct plugin *plugin = &doctor->plugins.list.items[i];
		/* No variable reaches a foreign hook. */
		if (plugin->settings->foreign)
			continue;
		for (size_t j = 0; j < plugin->options.count; j++)
			add_reader(doctor, readers,
				   variables_option_name(plugin->name,
							 plugin->options.items[j].spec.name,
							 &doctor->arena));
	}
}

static bool is_read(const struct readers *readers, const char *name)
{
	for (size_t i = 0; i < readers->names.count; i++)
		if (!strcmp(readers->names.items[i], name))
			return true;
	return false;
}

static bool is_of(struct doctor *doctor, const char *plugin, const char *variable)
{
	const char *prefix = variables_option_name(plugin, "", &doctor->arena);
	return prefix && !strncmp(variable, prefix, strlen(prefix));
}

/* The selected or installed plugin whose options such a variable could set, or NULL. */
static const char *plugin_of(struct doctor *doctor, const char *variable)
{
	CLEANUP_ERROR struct error err = { 0 };
	const struct settings *settings = &doctor->settings;
	struct name_list installed = { 0 };
	const char *found = NULL;
	for (size_t i = 0; i < settings->selected.count; i++) {
		const struct plugin_settings *said =
			&settings->plugins.items[settings->selected.items[i]];
		if (!said->foreign && is_of(doctor, said->name, variable))
			found = said->name;
	}
	folders_list(&doctor->settings, &installed, &err);
	for (size_t i = 0; i < installed.names.count && !found; i++)
		if (is_of(doctor, installed.names.items[i], variable))
			found = installed.names.items[i];
	free(installed.names.items);
	return found;
}

static void add_unread(struct doctor *doctor, const struct readers *readers, const char *name)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *plugin = plugin_of(doctor, name);
	const char *near = nearest_name(name, readers->names.items, readers->names.count);
	if (plugin && (doctor->broken_configuration || doctor->settings.off ||
		       (is_selected(doctor, plugin) && !doctor->plugins_loaded)))
		findings_add(&doctor->findings, SEVERITY_INFO, name, NULL,
			     "is for the plugin %s, which isn't loaded", plugin);
	else if (plugin && !is_selected(doctor, plugin))
		findings_add(&doctor->findings, SEVERITY_WARNING, name, NULL,
			     "is read by nobody: the plugin %s is not selected", plugin);
	else if (near)
		findings_add(&doctor->findings, SEVERITY_WARNING, name,
			     arena_printf(&arena, "write %s", near),
			     "is read by nobody (did you mean %s?)", near);
	else
		findings_add(&doctor->findings, SEVERITY_WARNING, name, "unset it",
			     "is read by nobody");
}

static void add_variable(struct doctor *doctor, const struct readers *readers, const char *name,
			 const char *value)
{
	if (variable_is_injected(value) ||
	    (variable_is_of_service(name) && !is_read(readers, name))) {
		findings_add(&doctor->findings, SEVERITY_INFO, name, NULL,
			     "ignored: Kubernetes sets it for a Service of that name");
		return;
	}
	if (!is_read(readers, name)) {
		bool args = !strcmp(name, "QEMU_ARGS") || !strcmp(name, "QEMU_ARGS_FILE");
		if (args)
			findings_add(&doctor->findings, SEVERITY_WARNING, name,
				     "add args to the list of plugins, or unset it",
				     "is read by nobody: the plugin args is not selected");
		else
			add_unread(doctor, readers, name);
		return;
	}
	const char *safe = redact_property(NULL, name, value, &doctor->arena);
	if (doctor->settings.locked && !strncmp(name, OURS, sizeof(OURS) - 1))
		findings_add(&doctor->findings, SEVERITY_INFO, name, NULL,
			     "ignored: the system configuration is locked");
	else
		findings_add(&doctor->findings, SEVERITY_INFO, name, NULL, "%s",
			     safe ? safe : "***");
}

/* What is done by these is done before the first instruction of the wrapper, and once more to QEMU:
 * nobody who looks for a fault there would look here. */
static void add_linker_variable(struct doctor *doctor, const char *name, const char *value)
{
	static const char *const loading[] = { "LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH",
					       "GLIBC_TUNABLES", "GCONV_PATH" };
	for (size_t i = 0; *value && i < sizeof(loading) / sizeof(*loading); i++)
		if (!strcmp(name, loading[i]))
			findings_add(&doctor->findings, SEVERITY_WARNING, name,
				     "unset it, unless it is meant",
				     "is set for the wrapper, and so for QEMU: %s", value);
}

/* Ours, or near enough to be meant so. */
static bool is_of_interest(const char *name)
{
	return !strncmp(name, "QEMU_ARG", 8) || !strncmp(name, "QEMU_WR", 7) ||
	       !strncmp(name, "QEMUWRAPPER", 11);
}

void section_variables(struct doctor *doctor)
{
	CLEANUP(readers_release) struct readers readers = { 0 };
	size_t count = 0;
	findings_begin(&doctor->findings, "variables", "Variables");
	add_readers(doctor, &readers);
	for (const char *const *entry = doctor->envp; *entry; entry++) {
		const char *equals = strchr(*entry, '=');
		const char *name =
			equals ? arena_strndup(&doctor->arena, *entry, (size_t)(equals - *entry))
			       : "";
		if (!name) {
			doctor->findings.failed = true;
			return;
		}
		add_linker_variable(doctor, name, equals ? equals + 1 : "");
		if (!equals || !is_of_interest(name))
			continue;
		add_variable(doctor, &readers, name, equals + 1);
		count++;
	}
	if (!count)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "none of ours is set");
}
