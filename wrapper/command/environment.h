/* SPDX-License-Identifier: MIT */
/*
 * The environment QEMU will get: the one we got, and edits on top of it. Without edits it is the
 * very array we got, odd and duplicate entries included. Of duplicates the first counts, as for
 * getenv(3); setting or removing a variable does away with all of them. Edits can be rolled back.
 */
#ifndef COMMAND_ENVIRONMENT_H
#define COMMAND_ENVIRONMENT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vector.h"

#include <stdbool.h>

struct variable {
	const char *name;
	/** NULL: removed. */
	const char *value;
};

struct environment {
	/** NULL-terminated; borrowed. */
	const char *const *inherited;
	/** In order; the last one of a name counts. Strings are borrowed. */
	VECTOR(struct variable) edits;
};

/** The value as QEMU would see it, or NULL. */
const char *environment_get(const struct environment *environment, const char *name);

/** The edit that counts for this name, or NULL: as inherited. */
const struct variable *environment_edit(const struct environment *environment, const char *name);

/** Sets, or with a NULL value removes. -EINVAL: not a variable's name. */
int environment_set(struct environment *environment, const char *name, const char *value,
		    struct error *err);

/** The array for exec, in the arena unless there is no edit. */
int environment_emit(const struct environment *environment, struct arena *arena,
		     const char *const **ret_envp, struct error *err);

void environment_release(struct environment *environment);

#endif
