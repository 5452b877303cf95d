/* SPDX-License-Identifier: MIT */
/* Plugins' names, lists of them, and the paths in settings. Results live in the given arena. */
#ifndef CONFIG_NAMES_H
#define CONFIG_NAMES_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/** Lower-case letters, digits and dashes, a letter first, at most 31: as in a descriptor. */
bool name_is_valid(const char *name);
/** A word that variables and sections use for something else, so that no plugin may have it. */
bool name_is_reserved(const char *name);
/** Refuses what can't be a plugin's name; `place` says where it was written. */
int name_check(const char *name, const char *place, struct error *err);

/** Splits at blanks and commas; NULL-terminated. Names are checked and may not repeat. */
int names_split(const char *list, const char *place, struct arena *arena,
		const char *const **ret_names, struct error *err);

/** What the plugin in this file should be called: its base name without ".so". NULL: no memory. */
const char *name_of_file(const char *path, struct arena *arena);

/** An absolute path: a relative one is relative to `folder`, or to the working directory (NULL). */
int path_absolute(const char *folder, const char *path, struct arena *arena, const char **ret_path,
		  struct error *err);
/** The absolute folder that a file is in. */
int path_folder(const char *path, struct arena *arena, const char **ret_folder, struct error *err);

#endif
