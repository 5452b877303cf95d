/* SPDX-License-Identifier: MIT */
/*
 * The built-in plugins linked into a fuzz target, in place of the loader's search for files. All of
 * loading that is no matter of files is the real thing: descriptors, options, order. meson.build
 * gives each plugin's descriptor a name of its own and lists them in LINKED_PLUGINS.
 */
#ifndef TESTS_FUZZ_LINKED_PLUGINS_H
#define TESTS_FUZZ_LINKED_PLUGINS_H

#include "loader/plugin_set.h"

/** plugin_set_load() without the plugin of this name (NULL: with all that are selected). */
void linked_plugins_leave_out(const char *name);

#endif
