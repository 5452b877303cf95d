/* SPDX-License-Identifier: MIT */
#include "config/foreign.h"

#include "config/folders.h"

int foreign_check_source(const char *name, enum source_kind kind, const char *place,
			 struct error *err)
{
	if (kind != SOURCE_USER)
		return 0;
	return error_set(err, EPERM,
			 "%s: [foreign %s] is not for per-user files: put it into the system "
			 "configuration, or into a file that you name with --config or "
			 "QEMU_WRAPPER_CONFIG",
			 place, name);
}

int foreign_check_kind(const struct plugin_settings *plugin, const char *place, struct error *err)
{
	if (!plugin->foreign || !plugin->section)
		return 0;
	const char *other = place == plugin->foreign ? plugin->section : plugin->foreign;
	return error_set(err, EEXIST,
			 "%s: '%s' is both a foreign hook ([foreign %s]) and a plugin (%s): give "
			 "one of them another name; a foreign hook's options all stand in [foreign "
			 "%s]",
			 place, plugin->name, plugin->name, other, plugin->name);
}

int foreign_check_names(struct settings *settings, struct error *err)
{
	for (size_t i = 0; i < settings->plugins.count; i++) {
		const struct plugin_settings *plugin = &settings->plugins.items[i];
		const char *file = plugin->foreign ? folders_find(settings, plugin->name) : NULL;
		if (file)
			return error_set(err, EEXIST,
					 "%s: [foreign %s]: there is a plugin of this name (%s): "
					 "give the foreign hook another one",
					 plugin->foreign, plugin->name, file);
	}
	return 0;
}

int foreign_refuse_option(const struct plugin_settings *plugin, const char *place,
			  struct error *err)
{
	if (!plugin->foreign)
		return 0;
	return error_set(err, EPERM,
			 "%s: '%s' is a foreign hook, and only its section of the configuration "
			 "(%s) can say what it does",
			 place, plugin->name, plugin->foreign);
}
