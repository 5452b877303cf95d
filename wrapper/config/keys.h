/* SPDX-License-Identifier: MIT */
/*
 * The sections and keys of the wrapper itself, and which files may set them. Knows no values.
 * `place` is the FILE:LINE that messages begin with.
 */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "base/error.h"
#include "config/sources.h"

#include <stdbool.h>

enum section_kind {
	/** [wrapper] */
	SECTION_WRAPPER,
	/** [plugin NAME]: how the wrapper treats a plugin. */
	SECTION_PLUGIN,
	/** [NAME]: the plugin's own options. */
	SECTION_OPTIONS,
	/** [foreign NAME]: a foreign hook, its options and how the wrapper treats it. */
	SECTION_FOREIGN
};

struct section {
	enum section_kind kind;
	/** The plugin's name, borrowed from the heading; NULL: [wrapper]. */
	const char *name;
};

enum key {
	KEY_PLUGINS,
	KEY_ADD_PLUGINS,
	KEY_REAL,
	KEY_GUEST_VISIBLE,
	KEY_LOCK,
	KEY_MAKE_FOLDER,
	KEY_SUPERVISE,
	KEY_STOP_TIMEOUT,
	KEY_AGENT_TIMEOUT,
	KEY_EXIT_STATUS,
	KEY_FILE,
	KEY_REQUIRED,
	KEY_ISOLATE,
	KEY_TIME_LIMIT,
	KEY_MEMORY_LIMIT,
	KEY_OVERRIDES
};

/** The wrapper has such a key in [foreign NAME]; all others there are the hook's options. */
bool key_is_of_foreign(const char *name);

/** Reads a heading. Whether there is a plugin of that name is not looked at for [NAME]. */
int section_read(const char *heading, const char *place, struct section *ret_section,
		 struct error *err);

/**
 * Finds a key of [wrapper], [plugin NAME] or [foreign NAME] and checks that this kind of file may
 * set it. `system_file` is an existing file of the system configuration, or NULL: there is none.
 */
int key_find(enum section_kind section, const char *name, enum source_kind source,
	     const char *system_file, const char *place, enum key *ret_key, struct error *err);

#endif
