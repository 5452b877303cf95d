/* SPDX-License-Identifier: MIT */
/* What the changes of a launch amount to in QEMU's environment. */
#ifndef REPORT_ENV_CHANGES_H
#define REPORT_ENV_CHANGES_H

#include "base/arena.h"
#include "pipeline/journal.h"

struct env_change {
	const char *name;
	/** NULL: the variable is removed. */
	const char *value;
};

/** One for each variable that was touched, with what it is in the end; 0 or -ENOMEM. */
int env_changes_of(const struct journal *journal, struct arena *arena,
		   struct env_change **ret_changes, size_t *ret_count);

#endif
