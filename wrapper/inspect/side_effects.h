/* SPDX-License-Identifier: MIT */
/*
 * What a hook did to its process, found by comparing before and after. For a process that nobody
 * needs any more: what exec keeps is set back so that the next hook is judged alone, the rest is
 * taken as it is.
 *
 *     side_effects_begin() -> hook -> side_effects_look() -> hook -> ... -> side_effects_end()
 */
#ifndef INSPECT_SIDE_EFFECTS_H
#define INSPECT_SIDE_EFFECTS_H

#include "base/arena.h"
#include "inspect/fault.h"
#include "launch/process_state.h"
#include "pipeline/own_environment.h"

#include <sched.h>
#include <sys/resource.h>

/** Told each of them. */
typedef void side_effect_teller(void *data, const struct fault_record *record);

/** What is not set back. */
struct unrestored {
	struct sigaction actions[PROCESS_SIGNALS + 1];
	struct rlimit limits[RLIM_NLIMITS];
	int priority;
	cpu_set_t processors;
};

struct side_effects {
	side_effect_teller *tell;
	void *data;
	struct arena arena;
	struct process_state process;
	struct own_environment environment;
	struct unrestored rest;
	size_t threads;
	/** What is printed goes there; -1: it isn't looked at. */
	int output;
};

/** From now on standard output and error are looked at, too: they are redirected for good. */
void side_effects_begin(struct side_effects *ret_effects, side_effect_teller *tell, void *data);

/** Tells what differs since the last look. `slots` are meant to be open. */
void side_effects_look(struct side_effects *effects, const struct slots *slots);

/** The same when all is over: also what is left behind. Releases. */
void side_effects_end(struct side_effects *effects);

#endif
