/* SPDX-License-Identifier: MIT */
/*
 * The values of a plugin's options: what the configuration, the variables and the tool's options
 * say, layer upon layer, read by what the plugin declares. A later layer replaces an earlier one;
 * the items of a QW_LIST add up over the files, but a variable or --plugin replaces them.
 */
#ifndef LOADER_OPTIONS_H
#define LOADER_OPTIONS_H

#include "loader/plugin_set.h"

/**
 * Fills plugin->options from its specs and plugin->settings. Messages begin with the place of what
 * is wrong ("FILE:LINE: ..."). All memory is the arena's or the settings'.
 */
int options_resolve(struct plugin *plugin, const struct qw_option_spec *specs, size_t count,
		    struct settings *settings, struct arena *arena, struct error *err);

/** Two options of different plugins whose variables would have the same name: an error. */
int options_check_variables(const struct plugin_set *set, struct error *err);

#endif
