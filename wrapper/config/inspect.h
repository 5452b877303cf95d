/* SPDX-License-Identifier: MIT */
/* The one plugin that somebody wants to look at, instead of those that a launch would use. */
#ifndef CONFIG_INSPECT_H
#define CONFIG_INSPECT_H

#include "config/settings.h"

/**
 * Selects this plugin alone: a name, or with a slash a file, taken literally. What was read of
 * plugins' options stays; every plugin is required and none is isolated, so that a fault is told.
 */
int inspect_select(struct settings *settings, const char *which, struct error *err);

#endif
