/* SPDX-License-Identifier: MIT */
/*
 * What plugins say of themselves once they are loaded: hooks, order, options with the values in
 * force. They are loaded in a child process, for their constructors run then. All are asked in one
 * child; if that fails, for whatever one of them does, each is asked in a child of its own, and
 * only what fails there has a problem.
 */
#ifndef INSPECT_DESCRIBE_H
#define INSPECT_DESCRIBE_H

#include "config/settings.h"
#include "loader/plugin_set.h"

struct description {
	/** Settings that select one plugin; changed only in the child. */
	struct settings *settings;

	/* Set by describe_plugins(). */
	/** Why there is no description, in one or two lines; NULL: there is one. May quote values
	 * of options. */
	const char *problem;
	/** PHASE_BIT(), or-ed. */
	uint32_t hooks;
	/** As in the descriptor, or NULL. */
	const char *after, *before;
	/** In the order declared; `count` of them. */
	struct option_value *options;
	size_t option_count;
};

/** Fills all of them; strings live in the arena. -errno: no child could be started. */
int describe_plugins(struct description *descriptions, size_t count, struct arena *arena,
		     struct error *err);

#endif
