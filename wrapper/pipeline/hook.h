/* SPDX-License-Identifier: MIT */
/*
 * One call of one hook. While it runs, the hook sees the command as it was committed before plus
 * its own edits; these are made on a private copy that is only taken at the first edit. When it
 * returns, all of it is committed, or all of it is taken back.
 */
#ifndef PIPELINE_HOOK_H
#define PIPELINE_HOOK_H

#include "base/strbuf.h"
#include "loader/phase.h"
#include "pipeline/pipeline.h"
#include "pipeline/positions.h"

/** A plugin in the pipeline. `context` is what its hooks are given. */
struct stage {
	struct qw_context context;
	struct pipeline *pipeline;
	const struct plugin *plugin;
	/** The hook that runs now, or NULL. */
	struct hook *running;
	bool opened;
	/** Something that its rewrite hook did is committed. */
	bool edited;
	/** It failed and is optional: no more hooks of it are called but close. */
	bool skipped;
	/** The note that says why. */
	const char *skip_note;
	/** It was told that the environment it changed isn't QEMU's. */
	bool environment_noted;
};

/** An option that this hook has removed. */
struct removed {
	uint32_t serial;
	size_t next;
};

struct hook {
	/** What the hook is given; must stay the first member. */
	struct qw_command view;
	struct stage *stage;
	enum phase phase;
	/** Strings handed out; gone when the hook returns. */
	struct arena scratch;
	/** The private copy, once there was an edit. */
	struct command draft;
	bool drafted;
	/** Where the last handle given out was found: probably still there. */
	size_t cursor;
	/** What was removed, and the item that now stands where iteration goes on behind it. */
	VECTOR(struct removed) removed;
	/** The words of qw_argument(), once somebody asked: original and final. */
	const char *const *argv[2], *const *origins[2];
	size_t argc[2];
	/** Of the final line, for qw_change_at(); made when somebody asks. */
	struct positions positions;
	/** In a child: where services write down what they do; else NULL. */
	struct strbuf *recording;
	/** The first thing that went wrong: the hook then fails whatever it returns. */
	struct error error;
	/** Where to roll back to. */
	struct journal_mark journal;
	size_t owners, variables, slots;
};

/** Calls the stage's hook of this phase, if it has one. Returns 0, or -errno with the error set:
 * then nothing of what it did is left. */
int hook_call(struct stage *stage, enum phase phase, const struct qw_outcome *outcome,
	      struct error *err);

/** Calls the function of `plugin` for the hook's phase, if there is one, in this process. That it
 * failed is in hook->error. */
void hook_run(struct hook *hook, const struct qw_plugin *plugin, const struct qw_outcome *outcome);

/** The hook behind the pointers that plugins hand in. NULL: it has returned, or it is not the
 * thread of the hooks that calls; then nothing may be touched. */
struct hook *hook_of_command(const struct qw_command *cmd);
struct hook *hook_of_context(const struct qw_context *ctx);
struct stage *stage_of_context(const struct qw_context *ctx);

/** A string that is lent to the hook until it returns. Under AddressSanitizer it is a copy that is
 * really gone then, so that whoever keeps it is found out. */
const char *hook_lend(struct hook *hook, const char *text);

/** The command as the hook sees it. */
const struct command *hook_command(const struct hook *hook);

/** The same for editing: -EPERM outside of rewrite hooks, and the error is the hook's. */
int hook_edit(struct hook *hook, struct command **ret_command);

/** To be told of what moves items in the draft, so that iteration finds its way: item `at` was
 * removed, `count` items were inserted before item `at`. */
int hook_removed(struct hook *hook, uint32_t serial, size_t at);
void hook_inserted(struct hook *hook, size_t at, size_t count);

/** The item behind a handle, removed or not; -ESTALE if this hook never saw it. */
ptrdiff_t hook_behind(const struct hook *hook, const struct qw_option *opt);

/** The item that a handle means now, or -ESTALE. */
ptrdiff_t hook_locate(const struct hook *hook, const struct qw_option *opt);

#endif
