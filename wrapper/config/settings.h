/* SPDX-License-Identifier: MIT */
/*
 * The configuration of one launch: what the files, the variables and the tool's options say,
 * merged. Knows nothing of what plugins' options mean: their settings are kept as text with the
 * place they came from, for the loader to check against what the plugin declares.
 *
 * Order, later wins: system file, its conf.d in name order, the user's file (or instead of all
 * these the one file that --config or QEMU_WRAPPER_CONFIG names), variables, the tool's options.
 * All strings live in the settings' arena.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/note.h"
#include "base/vector.h"

#include <stdbool.h>
#include <stdint.h>

/** Layers of settings below these numbers are files, counted in the order they are read. */
enum { LAYER_VARIABLE = 1000000, LAYER_TOOL = 1000001 };

/** One value as somebody wrote it. */
struct setting {
	const char *key;
	const char *value;
	/** "FILE:LINE", a variable's name, or "--plugin". */
	const char *source;
	/** The folder of the file, for relative paths; NULL: the working directory. */
	const char *folder;
	int layer;
};

/** What the configuration says about one plugin: sections [plugin NAME] and [NAME], or
 * [foreign NAME]. */
struct plugin_settings {
	const char *name;
	/** Absolute file, or NULL: found by name. */
	const char *file;
	/** Given as a file on the tool's command line: what the file says is the name. */
	bool named_by_file;
	/** Where its section [foreign NAME] begins: it is a foreign hook. NULL: it is a plugin. */
	const char *foreign;
	/** Where its first section [plugin NAME] or [NAME] begins, or NULL. */
	const char *section;
	/** Where the plugin was first mentioned ("FILE:LINE", "--plugin"...); for messages. */
	const char *source;
	/** A list, a [plugin NAME] section or --plugin names it; false: only a section [NAME]. */
	bool named;
	/** A failure stops the launch. True unless said otherwise. */
	bool required;
	/** It runs in processes of its own. */
	bool isolate;
	/** It would, but somebody only looks at it. */
	bool would_isolate;
	/** Limits of these: milliseconds and bytes; 0: the default. */
	int64_t time_limit, memory_limit;
	/** Names of plugins whose values it may change; NULL-terminated, or NULL. */
	const char *const *overrides;
	/** The plugin's own options, in the order read. */
	VECTOR(struct setting) options;
};

/** One configuration file that was read. */
struct config_file {
	const char *path;
};

/** What the configuration says about the supervisor. */
struct supervise_settings {
	/** A supervisor stands in front of QEMU. */
	bool on;
	/** How long a guest that was told to stop has, and how long its agent has of that:
	 * milliseconds; 0: the default; SUPERVISE_NEVER: for ever. */
	int64_t stop_timeout, agent_timeout;
	/** REASON=STATUS,...: differences from the supervisor's own table; NULL: none. */
	const char *exit_status;
};

enum { SUPERVISE_NEVER = -1 };

struct settings {
	struct arena arena;
	/** Selected plugins in order: indexes into `plugins`. */
	VECTOR(size_t) selected;
	/** Every plugin that is mentioned anywhere; selected ones among them. */
	VECTOR(struct plugin_settings) plugins;
	/** The real QEMU or a folder of it, and who says so; or NULL. */
	const char *real, *real_source;
	/** FILE:LINE that forbids changes which guests may notice, or NULL: they are allowed. */
	const char *guest_visible_denied;
	/** A folder to be made before QEMU starts, and who says so; or NULL. */
	const char *make_folder, *make_folder_source;
	struct supervise_settings supervise;
	/** The system file says lock = yes, or we run with AT_SECURE. */
	bool locked;
	/** The one note about what the lock made us ignore has been left. */
	bool lock_noted;
	/** A plugin is only looked at, by `inspect`: no hook of it is going to run. */
	bool inspects;
	/** No file and no variable says anything. */
	bool bare;
	/** QEMU_WRAPPER=off. */
	bool off;
	/** QEMU_WRAPPER_EXPLAIN=1. */
	bool explain;
	/** Folders where plugins are found by name, in order; NULL-terminated. */
	const char *const *plugin_folders;
	VECTOR(struct config_file) files;
	/** What was ignored and why (lock, tcp:// values...). */
	struct notes notes;
};

/** What the tool's own options ask for; all zero in drop-in mode. */
struct settings_request {
	/** --config */
	const char *config;
	/** --real */
	const char *real;
	/** --plugins; an empty string means none. */
	const char *plugins;
	/** --plugin, in the form NAME|FILE[,key=value...] with ",," for a comma; `count` of them.
	 */
	const char *const *plugin;
	size_t plugin_count;
	/**
	 * To look at exactly this plugin, instead of those that a launch would use: a name, or with
	 * a slash a file, taken literally. Neither a lock nor the safe mode forbids it (raised
	 * privileges do), and it is required whatever the configuration says.
	 */
	const char *inspect;
	/** With `inspect`: reads no file and no variable. */
	bool bare;
	/** With `bare`: options of that plugin, in LAYER_TOOL; `option_count` of them, borrowed. */
	const struct setting *options;
	size_t option_count;
};

/**
 * Reads everything. On failure `ret_settings` is empty and the error tells file, line and nearest
 * known name. The caller releases with settings_release().
 */
int settings_load(const struct settings_request *request, struct settings *ret_settings,
		  struct error *err);

/** The same with the system configuration in another folder than SYSCONFDIR/qemu-wrapper. */
int settings_load_from(const char *system_folder, const struct settings_request *request,
		       struct settings *ret_settings, struct error *err);

/** The settings of a plugin by name, or NULL. */
const struct plugin_settings *settings_find(const struct settings *settings, const char *name);

/**
 * Value of the variable QEMU_WRAPPER_<PLUGIN>_<KEY>, or NULL: not set, locked, bare, or of
 * the form tcp://... that Kubernetes injects (then a note is left). `ret_name` is told its full
 * name.
 */
const char *settings_variable(struct settings *settings, const char *plugin, const char *key,
			      const char **ret_name);

void settings_release(struct settings *settings);

#define CLEANUP_SETTINGS CLEANUP(settings_release)

#endif
