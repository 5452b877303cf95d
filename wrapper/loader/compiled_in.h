/* SPDX-License-Identifier: MIT */
/* Plugins whose descriptor is compiled in: nothing is found, checked or loaded, and from there on
 * they are plugins like any other. */
#ifndef LOADER_COMPILED_IN_H
#define LOADER_COMPILED_IN_H

#include "loader/plugin_set.h"

/**
 * The plugin of a descriptor, which is taken as it is: where it comes from others it goes through
 * descriptor_copy() first. `path` is what messages call its file. `said` is its name and what
 * people say about it; it is borrowed.
 */
int compiled_in_make(const struct qw_plugin *descriptor, const char *path,
		     const struct plugin_settings *said, struct settings *settings,
		     struct arena *arena, struct plugin *ret_plugin, struct error *err);

#endif
