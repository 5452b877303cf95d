/* SPDX-License-Identifier: MIT */
/* What a program needs to run besides itself: of a script the file behind "#!", of an ELF file its
 * dynamic linker. If that is missing, execve() says the same as if the program were. */
#ifndef LAUNCH_INTERPRETER_H
#define LAUNCH_INTERPRETER_H

#include "base/arena.h"

/** The interpreter of a program, if it has one and that doesn't exist; else NULL. */
const char *interpreter_missing(const char *path, struct arena *arena);

#endif
