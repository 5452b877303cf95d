/* SPDX-License-Identifier: MIT */
/*
 * Puts what one configuration file says over the settings so far. Values of the wrapper's own keys
 * are checked here; those of plugins' options are kept as they are written.
 */
#ifndef CONFIG_MERGE_H
#define CONFIG_MERGE_H

#include "config/headings.h"
#include "config/settings.h"
#include "config/sources.h"

struct merge {
	struct settings *settings;
	/** A file of the system configuration, or NULL: there is none. */
	const char *system_file;
	/** Some list has replaced the default list of plugins, or was added to it. */
	bool listed;
	struct headings headings;
};

int merge_file(struct merge *merge, const struct ini_file *file, enum source_kind kind,
	       struct error *err);

/** Selects the default plugins if no list was given. */
int merge_default_list(struct merge *merge, struct error *err);

/** What a system file says about `lock`, whatever else is wrong with it; -EINVAL: no such value. */
int merge_find_lock(const struct ini_file *file, struct arena *arena, bool *ret_locked,
		    struct error *err);

/** Sets settings->real from a file's entry. */
int merge_real(struct settings *settings, const struct ini_file *file,
	       const struct ini_entry *entry, struct error *err);

void merge_release(struct merge *merge);

#endif
