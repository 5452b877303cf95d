/* SPDX-License-Identifier: MIT */
/* What a process may take in which an isolated plugin runs, and how to tell that it took more. */
#ifndef LOADER_LIMITS_H
#define LOADER_LIMITS_H

#include "config/settings.h"
#include "isolation/child.h"

/** Of `time-limit` and `memory-limit` where nobody sets them: milliseconds and bytes. */
enum { LIMIT_TIME = 5000, LIMIT_MEMORY = 256 << 20 };

/** As the plugin's settings say; NULL: as where nobody says anything. */
struct child_limits limits_of(const struct plugin_settings *settings);

/** An error that says how the process ended instead of answering. */
int limits_error(const struct child_result *result, const struct child_limits *limits,
		 struct error *err);

#endif
