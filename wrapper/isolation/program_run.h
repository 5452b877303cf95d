/* SPDX-License-Identifier: MIT */
/*
 * Programs that are asked for their version and the like, which may crash, wait for ever or print
 * without end. Standard input is empty, both outputs are collected, and no other descriptor is
 * open. One that is not done in time is killed with its process group, and so are all that run when
 * a signal ends us. None outlives us.
 */
#ifndef ISOLATION_PROGRAM_RUN_H
#define ISOLATION_PROGRAM_RUN_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/** Bytes of output that are kept of each. */
enum { PROGRAM_OUTPUT_LIMIT = 8192 };

/** Exit status where the program could not be executed, as of a shell. */
enum { PROGRAM_NOT_EXECUTED = 126 };

struct program_run {
	/** The program's path and its words, NULL-terminated. */
	const char *const *words;

	/* Set by program_run_all(). */
	/** It didn't end by itself in time. */
	bool late;
	/** As of waitpid(2). */
	int status;
	/** What it printed on both outputs, in the arena. */
	const char *output;
};

/** Runs all of them, a few at a time; each may take `milliseconds`. */
int program_run_all(struct program_run *runs, size_t count, int milliseconds, struct arena *arena,
		    struct error *err);

/** It has all rights of whoever asks. 0, or why it must not be run: others could have written it,
 * or we were started with raised privileges. */
int program_run_check(const char *path, struct error *err);

/** It ended by itself with status 0. */
bool program_run_succeeded(const struct program_run *run);

#endif
