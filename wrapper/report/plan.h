/* SPDX-License-Identifier: MIT */
/*
 * The plan of a launch: all that `run` would do and `explain` shows. Borrowed views of what the
 * steps before have made; owns nothing.
 */
#ifndef REPORT_PLAN_H
#define REPORT_PLAN_H

#include "command/command.h"
#include "command/environment.h"
#include "pipeline/journal.h"
#include "pipeline/slots.h"
#include "supervise/supervision.h"

struct plan {
	/** Path of the real QEMU; NULL: none was found. */
	const char *program;
	/** The line as it came, and as QEMU gets it. */
	const struct command *original, *final;
	const struct journal *journal;
	/** Descriptors that plugins hand to QEMU; NULL: not known. */
	const struct slots *slots;
	/** The environment; NULL: not known. */
	const struct environment *environment;
	/** Plugins that were left out, each with the reason. */
	const struct note *skipped;
	size_t skipped_count;
	/** enum qw_line_flag, and who manages the line (or NULL). */
	uint32_t line;
	const char *manager;
	/** NULL: QEMU is started. */
	const struct refusal *refusal;
	/** Configuration files that were read and the plugins that took part, in order. */
	const char *const *files;
	size_t file_count;
	const char *const *plugins;
	size_t plugin_count;
	/** NULL: no supervisor stands in front of QEMU. */
	const struct supervision *supervision;
};

#endif
