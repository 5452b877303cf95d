/* SPDX-License-Identifier: MIT */
/*
 * The options that run, explain and plugin list share, and the PROGRAM behind them. Everything
 * from PROGRAM on is QEMU's.
 */
#ifndef TOOL_PLAN_OPTIONS_H
#define TOOL_PLAN_OPTIONS_H

#include "base/vector.h"
#include "config/settings.h"
#include "prepare.h"

struct plan_options {
	struct settings_request request;
	/** --plugin, in order. */
	VECTOR(const char *) plugin;
	/** --json, --shell; --why SELECTOR. */
	bool json, shell;
	const char *why;
	/** PROGRAM and its arguments: NULL-terminated, empty if there are none. */
	const char *const *argv;
};

enum { ALLOW_FORMS = 1, NEED_PROGRAM = 2 };

/** 0, or -1: help was given or a complaint made, and `ret_status` is the exit status. */
int plan_options_read(const char *subcommand, const char *const *words, unsigned allowed,
		      struct plan_options *ret_options, int *ret_status);

/** What run and explain hand to prepare(). */
struct invocation plan_options_invocation(const struct plan_options *options,
					  const char *const *envp);

void plan_options_release(struct plan_options *options);

#define CLEANUP_PLAN_OPTIONS CLEANUP(plan_options_release)

#endif
