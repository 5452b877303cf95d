/* SPDX-License-Identifier: MIT */
/*
 * A script that stands for QEMU may start us again, and we the script, for ever. Scripts that we
 * execute are told our process id, which they keep; finding it among our own ancestors is a loop.
 */
#ifndef LAUNCH_SCRIPT_LOOP_H
#define LAUNCH_SCRIPT_LOOP_H

#include "base/error.h"

/** The variable that scripts are given: the id of the process that became the script. */
#define SCRIPT_LEVEL "QEMU_WRAPPER_LEVEL"

/** -ELOOP if executing `path` in this environment would go round in circles. */
int script_loop_check(const char *path, const char *const *envp, struct error *err);

#endif
