/* SPDX-License-Identifier: MIT */
/*
 * One edit while it is made: where in the draft, and what will be written down of it. Every editing
 * service begins one, checks its target, claims what it changes and records it at the end.
 */
#ifndef PIPELINE_EDIT_H
#define PIPELINE_EDIT_H

#include "pipeline/hook.h"

struct edit {
	struct hook *hook;
	struct pipeline *pipeline;
	struct command *draft;
	/** Item in the draft, and the element there. */
	size_t at;
	const struct element *element;
	struct change change;
};

/** -EPERM outside of rewrite hooks, -EINVAL without a reason; the error is the hook's. */
int edit_begin(struct edit *edit, struct qw_command *cmd, const char *reason, uint32_t flags);

/** Finds what is to be edited and makes sure that it is what it seems to be: -ESTALE, -EBUSY. */
int edit_target(struct edit *edit, const struct qw_option *opt);

/** The claim of this edit's plugin on a thing. */
struct claim edit_claim(const struct edit *edit, const char *thing, const char *property,
			const char *value);

/** Writes the change down in the journal. -EPERM: the guest may notice it, and the configuration
 * forbids that. */
int edit_record(const struct edit *edit);

/** "plugin:NAME"; NULL: no memory. */
const char *edit_origin(const struct edit *edit);

#endif
