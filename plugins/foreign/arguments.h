/* SPDX-License-Identifier: MIT */
/* The arguments of one call: everything looked up and turned into C values. */
#ifndef FOREIGN_ARGUMENTS_H
#define FOREIGN_ARGUMENTS_H

#include "buffer.h"
#include "declaration.h"

#include "text/strbuf.h"

struct arguments {
	union value values[PROTOTYPE_MOST_PARAMETERS];
	/** The strings among them. They may have NULs inside. */
	struct strbuf texts[PROTOTYPE_MOST_PARAMETERS];
	/** Those that are not for notes and errors, and whether there are any. */
	bool is_secret[PROTOTYPE_MOST_PARAMETERS], have_secret;
	struct buffer buffer;
};

/** 0, or a negative errno: told to the host. The caller releases in every case. */
int arguments_make(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct declaration *d, struct arguments *ret_arguments);

void arguments_release(struct arguments *arguments);

#endif
