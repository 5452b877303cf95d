/* SPDX-License-Identifier: MIT */
/* Which plugins are selected, in which order: the work on settings->plugins and ->selected. */
#ifndef CONFIG_SELECTION_H
#define CONFIG_SELECTION_H

#include "config/settings.h"

/** The entry of a plugin, new if it wasn't mentioned before; NULL without memory. Valid until the
 * next call. `source` must live as long as the settings. */
struct plugin_settings *selection_mention(struct settings *settings, const char *name,
					  const char *source);

/** A list that replaces what was selected before, and one that is appended to it. Names that are
 * selected already keep their place. */
int selection_replace(struct settings *settings, const char *list, const char *source,
		      struct error *err);
int selection_append(struct settings *settings, const char *list, const char *source,
		     struct error *err);

/**
 * Selects one plugin alone that somebody wants to look at, instead of those that a launch would
 * use: a name, or with a slash a file, taken literally. What was read of plugins' options stays;
 * every plugin is required and none is isolated, so that a fault is told.
 */
int selection_only(struct settings *settings, const char *which, struct error *err);

#endif
