/* SPDX-License-Identifier: MIT */
/* Descriptors that are waited for: signals, a timer that runs only while it is needed, and up to
 * two connections. */
#ifndef SUPERVISOR_WATCH_H
#define SUPERVISOR_WATCH_H

#include "base/error.h"

#include <signal.h>
#include <stdint.h>

enum watch_what { WATCH_SIGNALS, WATCH_TIMER, WATCH_CONTROL, WATCH_AGENT, WATCH_COUNT };

struct watch {
	int epoll;
	/** -1: not watched. */
	int fds[WATCH_COUNT];
	uint32_t events[WATCH_COUNT];
	int64_t timer_at;
};

int watch_begin(struct watch *ret_watch, const sigset_t *signals, struct error *err);

/** From now on this descriptor and these events; -1: none any more. A descriptor that was closed is
 * no longer watched by the kernel, which is what `watch` must be told by -1. */
int watch_set(struct watch *watch, enum watch_what what, int fd, uint32_t events,
	      struct error *err);

/** Wakes at this time of CLOCK_MONOTONIC, in milliseconds; LADDER_NEVER: not at all. */
int watch_timer(struct watch *watch, int64_t at, struct error *err);

/** Waits, and returns a bit (1 << what) for each that has something. */
int watch_wait(struct watch *watch, unsigned *ret_ready, struct error *err);

/** The next signal that came; 0: none is left. */
int watch_signal(struct watch *watch);

void watch_end(struct watch *watch);

#endif
