/* SPDX-License-Identifier: MIT */
/*
 * Plugin files: found by name in the plugin folders or given as a file, never by the dynamic
 * linker's search path, and checked before any code of them runs.
 */
#ifndef LOADER_PLUGIN_FILE_H
#define LOADER_PLUGIN_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "config/settings.h"

/** What the file says of itself without running: the note and the identity in the descriptor. */
struct plugin_identity {
	uint32_t major, minor;
	char name[32];
	char version[32];
	char summary[128];
};

/** What was selected by a name is that plugin. */
int plugin_file_check_name(const char *path, const struct plugin_identity *identity,
			   const char *name, struct error *err);

/** The path of NAME.so in the first plugin folder that has it; -ENOENT with the folders named. */
int plugin_file_find(const struct settings *settings, const char *name, struct arena *arena,
		     const char **ret_path, struct error *err);

/** The file of a plugin or foreign hook as the configuration speaks of it. For a foreign hook it is
 * that of the plugin which all of them are instances of. */
int plugin_file_of(const struct settings *settings, const struct plugin_settings *said,
		   struct arena *arena, const char **ret_path, struct error *err);

/** The name that its descriptor must have. */
const char *plugin_file_name(const struct plugin_settings *said);

/**
 * Checks that the file and its folder are trustworthy, that it is a complete shared object for this
 * machine, and carries the note of a plugin whose major version is ours; tells its identity.
 */
int plugin_file_check(const char *path, struct plugin_identity *ret_identity, struct error *err);

/**
 * The same, and returns the descriptor that was checked: while it is open, no other file can take
 * this one's inode number. The caller closes it.
 */
int plugin_file_open(const char *path, struct plugin_identity *ret_identity, struct error *err);

#endif
