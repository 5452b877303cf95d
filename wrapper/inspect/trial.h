/* SPDX-License-Identifier: MIT */
/*
 * One trial of a plugin: it is loaded and opened, its rewrite and check hooks run over one command
 * line, and it is closed, as for `explain`. Launch and outcome hooks, which have side effects, are
 * not called. Runs in a process of its own, which the plugin may end at any point; how far it came
 * and what was found stands in memory that both processes share.
 */
#ifndef INSPECT_TRIAL_H
#define INSPECT_TRIAL_H

#include "base/strbuf.h"
#include "inspect/fault.h"

enum trial_phase {
	TRIAL_LOAD,
	TRIAL_OPEN,
	TRIAL_REWRITE,
	TRIAL_CHECK,
	TRIAL_CLOSE,
	TRIAL_UNLOAD,
	TRIAL_DONE,
	TRIAL_PHASE_COUNT
};

/** So many different faults of one trial are kept. */
enum { TRIAL_MOST_FAULTS = 64 };

struct trial_fault {
	uint32_t phase;
	struct fault_record record;
};

/** Written by a process that runs foreign code: nothing in it is believed. */
struct trial_report {
	/** Where it is, or was when it ended. */
	uint32_t phase;
	/** Once it is loaded: how many options it declares, and its hooks, PHASE_BIT() or-ed. */
	uint32_t options, hooks;
	/** It can't be loaded or opened; `text` says why. */
	uint32_t unusable;
	/** A hook refused the line; `text` says why. */
	uint32_t refused;
	char text[512];
	uint32_t count;
	struct trial_fault faults[TRIAL_MOST_FAULTS];
};

/** One option for the plugin. */
struct trial_option {
	const char *key, *value;
};

struct trial {
	const char *file;
	const struct trial_option *options;
	size_t option_count;
	const char *const *argv, *const *envp;
	/** The line is what the plugin made of another one: it should leave it alone. */
	bool again;
	struct trial_report *report;
};

/** Of the answer: a number and so many strings. */
enum { TRIAL_STRINGS };

/** A child_function. If the plugin changed the line, the answer is what QEMU would get: a record of
 * its words and one of its environment. */
int trial_run(void *data, struct strbuf *answer);

/** "loading", "rewrite"...: where something happened. */
const char *trial_phase_name(uint32_t phase);

#endif
