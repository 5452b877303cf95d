/* SPDX-License-Identifier: MIT */
/*
 * Who may declare foreign hooks, sections [foreign NAME], and under which names. A foreign hook
 * runs code of any library, so it is the business of whoever owns the configuration: per-user
 * files, variables and --plugin can't declare or change one. `place` is where something was
 * written.
 */
#ifndef CONFIG_FOREIGN_H
#define CONFIG_FOREIGN_H

#include "config/settings.h"
#include "config/sources.h"

/** A file of this kind may have a section [foreign NAME]. */
int foreign_check_source(const char *name, enum source_kind kind, const char *place,
			 struct error *err);

/** The name is not that of a plugin's sections as well. */
int foreign_check_kind(const struct plugin_settings *plugin, const char *place, struct error *err);

/** No foreign hook has the name of a plugin that is installed. */
int foreign_check_names(struct settings *settings, struct error *err);

/** Refuses an option from outside of the files, if it is of a foreign hook. */
int foreign_refuse_option(const struct plugin_settings *plugin, const char *place,
			  struct error *err);

#endif
