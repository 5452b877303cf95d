/* SPDX-License-Identifier: MIT */
/*
 * The pipeline: plugins' hooks run over one command line, in list order. `rewrite` hooks edit,
 * `check` hooks look at the result, `launch` and `outcome` hooks run only if QEMU is to be started.
 * A hook's edits are committed whole or not at all.
 *
 *     pipeline_open -> pipeline_rewrite -> pipeline_check -> pipeline_launch -> pipeline_outcome
 *                                                                            -> pipeline_close
 *
 * Each step returns 0, or -errno after filling `refusal`: then only outcome and close may follow.
 */
#ifndef PIPELINE_PIPELINE_H
#define PIPELINE_PIPELINE_H

#include "base/arena.h"
#include "command/command.h"
#include "command/environment.h"
#include "command/line_kind.h"
#include "loader/plugin_set.h"
#include "pipeline/journal.h"
#include "pipeline/own_environment.h"
#include "pipeline/owners.h"
#include "pipeline/slots.h"

#include <pthread.h>
#include <sys/types.h>

struct stage;

struct pipeline {
	/** Elements, strings and reasons of committed edits. */
	struct arena arena;
	/** Borrowed. */
	const struct plugin_set *plugins;
	/** The table that plugins are given. */
	const struct qw_host *host;
	/** One per plugin, in list order. */
	struct stage *stages;
	size_t stage_count;
	/** The line as it came, and as it is now. */
	struct command original, command;
	struct environment environment;
	struct own_environment own_environment;
	struct line_kind kind;
	/** Real QEMU (NULL: none was found) and the base name it was called by. */
	const char *program, *name;
	/** FILE:LINE that forbids edits with QW_GUEST_VISIBLE, or NULL. */
	const char *guest_visible_denied;
	/** The one that hooks are called on, and the only one that may call the host. */
	pthread_t thread;
	/** The process that becomes QEMU. */
	pid_t process;
	struct journal journal;
	/** So many notes come from the steps before. */
	size_t earlier_notes;
	struct owners owners;
	struct slots slots;
	/** `text` NULL: nothing is refused so far. */
	struct refusal refusal;
};

/** What there is to run over. All borrowed for the pipeline's life. */
struct pipeline_input {
	const char *const *argv;
	const char *const *envp;
	const char *program;
	const char *name;
	const struct plugin_set *plugins;
	/** FILE:LINE that forbids edits with QW_GUEST_VISIBLE, or NULL. */
	const char *guest_visible_denied;
	/** Notes from the steps before; copied. */
	const struct notes *notes;
	/** A table that plugins are given in place of the real one; or NULL. */
	const struct qw_host *host;
};

/** Cuts the line and makes the stages; no hook runs. */
int pipeline_prepare(struct pipeline *ret_pipeline, const struct pipeline_input *input,
		     struct error *err);

int pipeline_open(struct pipeline *pipeline);
int pipeline_rewrite(struct pipeline *pipeline);
int pipeline_check(struct pipeline *pipeline);
int pipeline_launch(struct pipeline *pipeline);
/** Tells every opened plugin what became of the launch. */
void pipeline_outcome(struct pipeline *pipeline);
/** Calls close hooks in reverse order; once. */
void pipeline_close(struct pipeline *pipeline);
/** Plugins that failed, are not required and were left out, each with the reason. `ret_skipped` has
 * room for all stages; the result is how many there are. */
size_t pipeline_skipped(const struct pipeline *pipeline, struct note *ret_skipped);
void pipeline_release(struct pipeline *pipeline);

/** Records why the launch is refused unless that is known already; returns -code of the error. */
int pipeline_refuse(struct pipeline *pipeline, const char *plugin, const char *phase, int status,
		    const struct error *err);

#define CLEANUP_PIPELINE CLEANUP(pipeline_release)

#endif
