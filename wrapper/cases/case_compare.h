/* SPDX-License-Identifier: MIT */
/* Whether what happened in a case is what was expected; each difference for itself. */
#ifndef CASES_CASE_COMPARE_H
#define CASES_CASE_COMPARE_H

#include "cases/case_file.h"
#include "cases/case_result.h"

struct case_difference {
	/** The expectation's line, or the case's where nothing was expected. */
	size_t line;
	const char *what;
	/** As they stand in a file of cases; NULL: there is nothing to show. */
	const char *expected, *got;
};

struct case_differences {
	VECTOR(struct case_difference) list;
};

/** 0 or -ENOMEM. Strings live in the arena; the caller frees the list. */
int case_compare(const struct test_case *test, const struct case_result *result,
		 struct arena *arena, struct case_differences *ret_differences);

void case_differences_release(struct case_differences *differences);

#define CLEANUP_CASE_DIFFERENCES CLEANUP(case_differences_release)

#endif
