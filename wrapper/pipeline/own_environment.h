/* SPDX-License-Identifier: MIT */
/*
 * The environment of the wrapper's own process. QEMU's is another one (command/environment.h):
 * what a plugin does with setenv(3) and the like has no effect on it, which is worth telling.
 */
#ifndef PIPELINE_OWN_ENVIRONMENT_H
#define PIPELINE_OWN_ENVIRONMENT_H

#include "base/arena.h"

#include <stdbool.h>

/** Its entries as they were seen last; in the caller's arena. */
struct own_environment {
	const char **entries;
	size_t count;
};

/** Looks at it; true: it isn't as it was when this was called last. Without memory: false. */
bool own_environment_changed(struct own_environment *seen, struct arena *arena);

#endif
