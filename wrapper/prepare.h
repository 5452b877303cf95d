/* SPDX-License-Identifier: MIT */
/*
 * The one path from arguments and environment to a plan, which `run`, `explain` and every drop-in
 * go: configuration, plugins, pipeline. It has no side effects, but that as process 1 it may hold
 * signals, see supervise/stop_signals.h.
 */
#ifndef PREPARE_H
#define PREPARE_H

#include "config/settings.h"
#include "launch/process_state.h"
#include "loader/plugin_set.h"
#include "pipeline/pipeline.h"
#include "report/plan.h"
#include "supervise/supervision.h"

struct invocation {
	/** QEMU's argv, argv[0] first; NULL-terminated. */
	const char *const *argv;
	const char *const *envp;
	/** Base name that QEMU is called by. */
	const char *name;
	/** Name of the program, which is looked up; NULL: it is `name`. */
	const char *stands_for;
	/** The drop-in's own file, or NULL. */
	const char *file;
	/** Path of the real QEMU where it is not to be looked for; else NULL. */
	const char *program;
	/** The tool's PROGRAM may name a file; a drop-in's argv[0] names the drop-in. */
	bool slash_names_file;
	struct settings_request request;
};

struct prepared {
	struct arena arena;
	/** As it was before plugins were loaded; empty if there are none. */
	struct process_state process;
	struct settings settings;
	struct plugin_set plugins;
	struct supervision supervision;
	struct pipeline pipeline;
};

/**
 * Does everything up to and including the check hooks. A refusal is no failure: it stands in the
 * pipeline. -ENOMEM only.
 */
int prepare(const struct invocation *invocation, struct prepared *ret_prepared, struct error *err);

/** The plan as the reports want it; borrows from `prepared`. */
int prepared_plan(struct prepared *prepared, struct plan *ret_plan, struct error *err);

void prepared_release(struct prepared *prepared);

#define CLEANUP_PREPARED CLEANUP(prepared_release)

#endif
