/* SPDX-License-Identifier: MIT */
/*
 * The selected plugins, found, checked, loaded and given their typed options, in list order. None
 * of their hooks has been called yet. Everything lives in the set's arena; descriptors are copies,
 * zero-extended where the plugin is older than this host.
 */
#ifndef LOADER_PLUGIN_SET_H
#define LOADER_PLUGIN_SET_H

#include "base/arena.h"
#include "base/error.h"
#include "base/note.h"
#include "base/plugin_guard.h"
#include "base/vector.h"
#include "config/settings.h"
#include "loader/library.h"
#include "loader/phase.h"

#include <qemu-wrapper/plugin.h>
#include <sys/stat.h>

/** The value of one declared option. */
struct option_value {
	struct qw_option_spec spec;
	/** The text (of a list: the last item), or NULL: not set and no default. Paths are
	 * absolute. */
	const char *text;
	/** QW_BOOL, QW_INT, QW_SIZE, QW_TIME. */
	int64_t number;
	/** Who set it; NULL: the default holds. */
	const char *source;
	/** QW_LIST: all items with their sources. */
	VECTOR(struct setting) items;
};

/** What of a plugin runs in processes of its own. */
enum isolation {
	ISOLATION_NONE,
	/** It is loaded and opened in ours, but its rewrite and check hooks run in a child each. */
	ISOLATION_HOOKS,
	/** Everything: no code of it ever runs in ours. Its descriptor has no functions then. */
	ISOLATION_FULL,
};

struct plugin {
	/** Its name: the same in the configuration and in its descriptor. */
	const char *name;
	/** The file it was loaded from. */
	const char *path;
	struct qw_plugin descriptor;
	/** The hooks it has: PHASE_BIT(), or-ed. Its descriptor may not have the functions. */
	uint32_t hooks;
	enum isolation isolation;
	VECTOR(struct option_value) options;
	const struct plugin_settings *settings;
	/** What its hooks find as their `state`: for those that are compiled in. */
	void *state;
	/** dlopen handle; NULL: it is not loaded in this process. */
	void *handle;
	/** Which file it is, however it was named, and how it was when it was checked. */
	struct stat file;
};

struct plugin_set {
	struct arena arena;
	/** Told whenever code of a plugin runs; NULL if there is none. */
	struct plugin_guard *guard;
	VECTOR(struct plugin) list;
};

/**
 * Loads every selected plugin. One that can't be loaded is an error if it is required, else it is
 * left out with a warning among the settings' notes. `failed_plugin` is told the culprit's name.
 */
int plugin_set_load(struct settings *settings, struct plugin_set *ret_set,
		    const char **failed_plugin, struct error *err);

/** Puts a plugin that nobody loaded behind all others. Plugins move: none may be in use. */
int plugin_set_append(struct plugin_set *set, const struct plugin *plugin, struct error *err);

/** The plugin's file, to be loaded in another process. Borrows. */
struct library_file plugin_library(const struct plugin *plugin);

/** The value of an option, or NULL: the plugin declares no such option. */
const struct option_value *plugin_option(const struct plugin *plugin, const char *key);

/** Closes the libraries: their destructors run, which may still look at what the set holds. */
void plugin_set_unload(struct plugin_set *set);

/** Unloads and releases everything. */
void plugin_set_release(struct plugin_set *set);

#define CLEANUP_PLUGIN_SET CLEANUP(plugin_set_release)

#endif
