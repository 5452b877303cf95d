/* SPDX-License-Identifier: MIT */
/*
 * The variables of the environment that this module knows, each looked up by its name; the
 * environment is never scanned. A value of the form tcp://... counts as not set and leaves a note.
 * Strings live in the settings' arena.
 */
#ifndef CONFIG_VARIABLES_H
#define CONFIG_VARIABLES_H

#include "base/strbuf.h"
#include "config/settings.h"

/** So many variables are about the supervisor. */
enum { VARIABLES_SUPERVISE = 4 };

struct variables {
	/** QEMU_WRAPPER=off */
	bool off;
	/** QEMU_WRAPPER_EXPLAIN=1 */
	bool explain;
	/** QEMU_WRAPPER_CONFIG, _REAL, _PLUGIN_PATH: NULL if not set or empty. */
	const char *config, *real, *plugin_path;
	/** QEMU_WRAPPER_PLUGINS: NULL if not set; empty means no plugins. */
	const char *plugins;
	/** QEMU_WRAPPER_SUPERVISE and so on: NULL if not set or empty. */
	const char *supervise[VARIABLES_SUPERVISE];
};

/** Reads them all; notes go to the settings. */
int variables_read(struct settings *settings, struct variables *ret_variables, struct error *err);

/** Puts what the variables about the supervisor say over the settings. */
int variables_supervise(const struct variables *variables, struct settings *settings,
			struct error *err);

/** The names of all of them; NULL-terminated. */
const char *const *variables_names(void);

/** A value of the form tcp://..., as Kubernetes sets it. */
bool variable_is_injected(const char *value);

/** QEMU_WRAPPER_<PLUGIN>_<KEY>, in the arena; NULL: no memory. */
char *variables_option_name(const char *plugin, const char *key, struct arena *arena);

/** Appends the names of those that are set, each followed by ", ". */
void variables_list(struct strbuf *out);

/** The per-user file in XDG_CONFIG_HOME or HOME/.config; `ret_path` is NULL if neither is an
 * absolute path. */
int variables_user_file(struct arena *arena, const char **ret_path, struct error *err);

#endif
