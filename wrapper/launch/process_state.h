/* SPDX-License-Identifier: MIT */
/*
 * What exec keeps of this process and plugins may change, on purpose or by a library that they use:
 * working directory, umask, signals, timers, descriptors. It is remembered before the first plugin
 * is loaded. What differs later is set back, and that is said; where nothing differs, nothing is
 * done. Resource limits, priorities and the like are left to plugins.
 *
 *     process_state_save() -> plugins -> process_state_restore(), as often as wanted
 *
 * prepare() saves, and restores behind the check hooks. The last call stands in start(), right
 * before execute(), behind the outcome hooks, since these can change things as well:
 *
 *     process_state_restore(&prepared->process, &pipeline->slots, &pipeline->journal.notes,
 *                           &prepared->arena);
 *     print_warnings(&pipeline->journal, &printed);
 *     execute(...)
 *
 * An empty state, which was never saved, restores nothing.
 */
#ifndef LAUNCH_PROCESS_STATE_H
#define LAUNCH_PROCESS_STATE_H

#include "base/arena.h"
#include "base/note.h"
#include "pipeline/slots.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>

/** Signals 1 to 64, and the timers of setitimer(2). */
enum { PROCESS_SIGNALS = 64, PROCESS_TIMERS = 3 };

struct process_state {
	bool saved;
	/** The working directory: its name, owned (NULL: it has none any more), and which it is.
	 * Not a descriptor: where few are left, plugins need them. */
	char *folder;
	bool folder_known;
	dev_t folder_device;
	ino_t folder_inode;
	mode_t umask;
	sigset_t blocked;
	/** Only whether a signal is ignored survives exec. */
	bool ignored[PROCESS_SIGNALS + 1];
	struct itimerval timers[PROCESS_TIMERS];
	struct timespec when;
	/** What was open below `descriptors_end`, in ascending order; above, nothing is known. */
	VECTOR(int) descriptors;
	int descriptors_end;
};

/** What can differ. */
enum process_part {
	PROCESS_FOLDER,
	/** It could not be set back. */
	PROCESS_FOLDER_LOST,
	PROCESS_UMASK,
	PROCESS_TIMER,
	/** Signal `number` is ignored now, or is no longer. */
	PROCESS_IGNORED,
	PROCESS_NOT_IGNORED,
	PROCESS_BLOCKED,
	/** Descriptor `number` would stay open over exec. */
	PROCESS_DESCRIPTOR,
};

struct process_difference {
	enum process_part part;
	/** Of the signal or descriptor. */
	int number;
};

struct process_differences {
	VECTOR(struct process_difference) list;
};

void process_state_save(struct process_state *ret_state);

/**
 * Sets back what differs and tells what it was; nothing of it is said to anybody. What there is no
 * memory to tell is done untold. The caller frees the list's items.
 */
void process_state_set_back(const struct process_state *state, const struct slots *slots,
			    struct process_differences *ret_differences);

/**
 * Sets back what differs, with one warning for each thing, and makes exec close what plugins left
 * open. `slots` are meant to be open and stay so.
 */
void process_state_restore(const struct process_state *state, const struct slots *slots,
			   struct notes *notes, struct arena *arena);

void process_state_release(struct process_state *state);

#define CLEANUP_PROCESS_STATE CLEANUP(process_state_release)

#endif
