/* SPDX-License-Identifier: MIT */
/*
 * Runs one case: the way of `explain` with one plugin, up to its check hook, without any file or
 * variable of the machine, in a process of its own whose working folder is a new one with the
 * case's files in it. What happens there stays there: a crash, an exit or an endless loop is told
 * as the result.
 */
#ifndef CASES_CASE_RUN_H
#define CASES_CASE_RUN_H

#include "cases/case_file.h"
#include "cases/case_result.h"

struct case_runner {
	/** Absolute path of the plugin. */
	const char *plugin;
	/** Time for each case. */
	int milliseconds;
};

/** Stands in cases for the folder that the case runs in. */
#define CASE_FOLDER "@DIR@"

/** Who sets a case's options, as qw_source() and messages tell. */
#define CASE_SOURCE "the case"

/**
 * Runs it; strings live in the arena. An accident is a result. -errno: there was no folder, no
 * process or no memory, or a signal is going to end us.
 */
int case_run(const struct case_runner *runner, const struct test_case *test, struct arena *arena,
	     struct case_result *ret_result, struct error *err);

/** Loads the plugin in such a process, without options; the error tells why it can't be. */
int case_run_load(const struct case_runner *runner, struct error *err);

#endif
