/* SPDX-License-Identifier: MIT */
/*
 * Things that doctor tries in processes of their own, for they may crash, wait for ever or exit:
 * programs that tell their version, and plugins' constructors. Standard input is empty, both
 * outputs are collected. A child that is not done in time is killed with its process group, and so
 * are all that run when a signal ends us. None outlives doctor.
 */
#ifndef DOCTOR_CHILD_H
#define DOCTOR_CHILD_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/** Bytes of output that are kept of each child. */
enum { CHILD_OUTPUT_LIMIT = 8192 };

struct child {
	/** Runs in the child, which exits with what it returns. May execute a program instead. */
	int (*run)(void *data);
	void *data;

	/* Set by children_run(). */
	/** It didn't end by itself in time. */
	bool late;
	/** As of waitpid(2). */
	int status;
	/** What it printed on both outputs, in the arena. */
	const char *output;
};

/** Runs all of them, a few at a time; each may take `milliseconds`. */
int children_run(struct child *children, size_t count, int milliseconds, struct arena *arena,
		 struct error *err);

/** A program that a child executes has all rights of whoever asks doctor. 0, or why it must not be
 * run: others could have written it, or doctor was started with raised privileges. */
int child_program_check(const char *path, struct error *err);

/** It ended by itself with status 0. */
bool child_succeeded(const struct child *child);

#endif
