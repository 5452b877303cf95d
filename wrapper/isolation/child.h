/* SPDX-License-Identifier: MIT */
/*
 * A function that runs in a process of its own and answers by some bytes: for code that may crash,
 * hang or end its process. What it does to its process is gone with it. This contains faults and
 * is no sandbox: the child has all rights of the caller.
 *
 * The child has no descriptors but the answer's pipe and /dev/null on 0 to 2, no terminal, and ends
 * when we do. Whatever happens, it and its process group are gone when child_run() returns (or it
 * returns -EBUSY), and the process of the caller is as it was. An answer counts only if the
 * function returned 0: one that was cut short by exit(0) is none.
 */
#ifndef ISOLATION_CHILD_H
#define ISOLATION_CHILD_H

#include "base/arena.h"
#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

struct child_limits {
	/** Time for all of it. */
	int milliseconds;
	/** What it may allocate, beside what we have already; 0: no limit. */
	size_t memory;
	/** Bytes of the answer. */
	size_t answer;
	/** Standard error stays what it is. */
	bool standard_error;
};

enum child_end {
	/** The function returned 0: `bytes` are its answer. */
	CHILD_ANSWERED,
	/** The process ended itself with status `number`. */
	CHILD_EXITED,
	/** It was killed by signal `number`. */
	CHILD_KILLED,
	/** Not done in time, and stopped. */
	CHILD_LATE,
	/** More than limits->answer bytes came, and it was stopped. */
	CHILD_TOO_MUCH,
	/** Something else than the answer came. */
	CHILD_GARBLED,
	/** The function returned, but the pipe for its answer is gone: all descriptors were closed.
	 */
	CHILD_CUT_OFF,
};

struct child_result {
	enum child_end end;
	int number;
	/** In the arena; behind the last byte stands a NUL. */
	const unsigned char *bytes;
	size_t size;
};

/** Runs in the child and appends its answer. 0; anything else is the status that its process ends
 * with, and the answer is dropped. */
typedef int child_function(void *data, struct strbuf *answer);

/**
 * Runs the function. 0: `ret_result` tells how it ended; -errno: there was no child (or no memory
 * for its answer); -EINTR: a signal came that ends us if nobody has changed that; -EBUSY: it can't
 * be stopped, which happens to one that has become another user or that the kernel holds.
 */
int child_run(child_function *run, void *data, const struct child_limits *limits,
	      struct arena *arena, struct child_result *ret_result, struct error *err);

/** How it ended, to follow on a name: "was killed by signal 11 (Segmentation fault)". NULL: no
 * memory. */
const char *child_result_words(const struct child_result *result, const struct child_limits *limits,
			       struct arena *arena);

#endif
