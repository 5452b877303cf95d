/* SPDX-License-Identifier: MIT */
/*
 * What a plugin declares, found out without running any code of it in this process: a child loads
 * it and tells. Nothing that came from there is believed before it is checked.
 */
#ifndef LOADER_ISOLATED_DESCRIPTOR_H
#define LOADER_ISOLATED_DESCRIPTOR_H

#include "base/arena.h"
#include "isolation/child.h"
#include "loader/library.h"
#include "loader/phase.h"

/** All memory is the arena's. */
struct isolated_descriptor {
	/** Zero-extended as descriptor_copy() does it, but without functions. */
	struct qw_plugin descriptor;
	/** The hooks it has: PHASE_BIT(), or-ed. */
	uint32_t hooks;
	/** Its options, checked; `count` of them, and an empty one behind them. */
	struct qw_option_spec *specs;
	size_t count;
};

/** Loads a file that was checked in a child and tells what it declares. The error says what is
 * wrong with the plugin, or how it ended its process. */
int isolated_descriptor_read(const struct library_file *file, const struct child_limits *limits,
			     struct arena *arena, struct isolated_descriptor *ret_answer,
			     struct error *err);

#endif
