/* SPDX-License-Identifier: MIT */
/* The last step: this process becomes QEMU. */
#ifndef LAUNCH_EXECUTE_H
#define LAUNCH_EXECUTE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct execution {
	const char *path;
	const char *const *argv;
	/** Same length as argv: who gave each word; for messages. */
	const char *const *origins;
	const char *const *envp;
	/** What runs in the end, if `path` is a supervisor that starts it; else NULL. */
	const char *supervised;
	/** So many words are the supervisor's and stand in front of the argv that people know. */
	size_t ahead;
};

/** execve() would fail for a reason that can be seen beforehand. Never believed, only used to tell
 * logs the truth: the call is made in any case. */
bool execute_looks_hopeless(const struct execution *execution);

/** Does not return if all goes well; else -errno and why, E2BIG with the largest arguments. */
int execute(const struct execution *execution, struct arena *arena, struct error *err);

#endif
