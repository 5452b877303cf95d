/* SPDX-License-Identifier: MIT */
/*
 * QEMU as our child, in the state in which we were started: signals, descriptors, environment,
 * working directory, umask and limits are those of the caller. Two things differ: it leads a
 * session of its own, so that a terminal's signals come to us alone, and it is killed when we end.
 *
 * Signals that are to be read from a descriptor are blocked by signals_hold() before anything is
 * started, so that none is lost.
 */
#ifndef SUPERVISOR_CHILD_H
#define SUPERVISOR_CHILD_H

#include "base/error.h"

#include <signal.h>
#include <sys/types.h>

struct signals {
	/** As we were started with. */
	sigset_t before;
	struct sigaction on_child, on_pipe, on_size;
	/** All that are held. */
	sigset_t held;
};

/** Blocks all signals but those of faults; those of a closed pipe and a file that is too large
 * become errors of the call. */
void signals_hold(struct signals *ret_signals);

/** The mask had these blocked for us alone: QEMU gets it without them. */
void signals_not_for_child(struct signals *signals, const sigset_t *ours);

/** Starts it. Fails with what exec says. */
int child_start(const struct signals *signals, const char *program, char *const *argv,
		pid_t *ret_pid, struct error *err);

/** Closes everything but standard error and `keep`; standard input and output lead nowhere. Who
 * waits for the end of a pipe waits for QEMU, and not for us. */
int child_leave_descriptors(int keep, struct error *err);

#endif
