/* SPDX-License-Identifier: MIT */
/*
 * What all child processes of ours have in common: they are in a session of their own, end
 * when we end, and are waited for whatever the caller made of SIGCHLD. Between
 * process_watch_begin() and process_watch_end() the signals that would end us are held back, so
 * that the children can be ended first.
 */
#ifndef ISOLATION_PROCESS_H
#define ISOLATION_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct process_watch {
	/** Readable: a signal is held back that is going to end us. -1: none can be seen. */
	int signals;
	/** As the caller had them. */
	sigset_t mask;
	struct sigaction on_child;
	/** SIGCHLD is blocked and was waiting already. */
	bool child_pending;
};

void process_watch_begin(struct process_watch *ret_watch);

/** Everything is again as it was. A signal that was held back ends us here. */
void process_watch_end(struct process_watch *watch);

/** Milliseconds of a clock that nobody sets. */
int64_t process_now(void);

/** As fork(2), or -errno: the child has the caller's signal mask, leads a session and a group, has
 * no terminal, and is killed when its parent ends. */
pid_t process_fork(const struct process_watch *watch);

/** The child has ended; it is not waited for yet. */
bool process_has_ended(pid_t pid);

/** Kills what is left of the child and its group, waits for the child and tells its status, as of
 * waitpid(2). -EBUSY: something lives on, for it has become another user's or the kernel holds it.
 */
int process_end(pid_t pid);

#endif
