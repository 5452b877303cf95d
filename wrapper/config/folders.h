/* SPDX-License-Identifier: MIT */
/* The folders where plugins are found by name. Only asks which files exist: opens none. */
#ifndef CONFIG_FOLDERS_H
#define CONFIG_FOLDERS_H

#include "config/settings.h"

/** Sets settings->plugin_folders: those of a colon-separated list (or NULL), then our own. */
int folders_set(struct settings *settings, const char *list, struct error *err);

/** The file of a plugin in the first folder that has it, in the arena; NULL: none has. */
const char *folders_find(struct settings *settings, const char *name);

/** NAME.so is in one of them. */
bool folders_have(const struct settings *settings, const char *name);

struct name_list {
	VECTOR(const char *) names;
};

/** Adds the names of all plugins there are, and sorts the list, each name once. A folder that
 * can't be read is left out. */
int folders_list(struct settings *settings, struct name_list *names, struct error *err);

#endif
