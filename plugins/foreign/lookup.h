/* SPDX-License-Identifier: MIT */
/* What references find on the command line and in QEMU's environment, before the call. */
#ifndef FOREIGN_LOOKUP_H
#define FOREIGN_LOOKUP_H

#include "declaration.h"

/** What was found; lives as long as the hook runs and this structure. */
struct found {
	struct slice text;
	/** A password or the like, which notes and errors don't tell. */
	bool is_secret;
	/** Room for a length. */
	char number[24];
};

/** 1: found; 0: nothing there and no default; negative: an error, told to the host. `key` is the
 * option that the reference stands in. Not for results and buffers. */
int lookup(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
	   const struct reference *reference, struct found *ret_found);

/** The one option that a selector (without property) finds, NULL: none; -EINVAL, told to the host:
 * several, and it doesn't say [*]. */
int lookup_option(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
		  const char *selector, struct qw_option **ret_option);

/** True if all references of arguments, value and refuse find something. Otherwise 0 and a note
 * says which doesn't, or a negative errno. */
int lookup_all(struct qw_context *ctx, const struct qw_command *cmd, const struct declaration *d);

#endif
