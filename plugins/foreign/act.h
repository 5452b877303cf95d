/* SPDX-License-Identifier: MIT */
/* What becomes of the result: one change of the line or the environment, or a refusal. */
#ifndef FOREIGN_ACT_H
#define FOREIGN_ACT_H

#include "result.h"

/** 1: what the action changes is there; 0: it isn't, which a note says; negative: an error, told to
 * the host. */
int act_has_target(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct declaration *d);

/** Makes the change; `call` is the call in words. */
int act(struct qw_context *ctx, struct qw_command *cmd, const struct declaration *d,
	const struct result *result, const char *call);

/** Puts the template of this key together; that of `refuse` is for people, and tells no secrets. */
int act_render(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
	       const char *text, const struct result *result, struct strbuf *out);

#endif
