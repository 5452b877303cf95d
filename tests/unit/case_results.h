/* SPDX-License-Identifier: MIT */
/* What happened in a case, for unit tests: written as the row of texts that a child sends, with |
 * for each NUL. */
#ifndef TESTS_CASE_RESULTS_H
#define TESTS_CASE_RESULTS_H

#include "cases/case_result.h"

#include "unit.h"

static inline int read_row(const char *row, struct arena *arena, struct case_result *ret_result)
{
	char *bytes = arena_strdup(arena, row);
	size_t size = strlen(row);
	for (size_t i = 0; i < size; i++)
		if (bytes[i] == '|')
			bytes[i] = '\0';
	return case_result_unpack(bytes, size, arena, ret_result);
}

static inline void result_of(const char *row, struct arena *arena, struct case_result *ret_result)
{
	assert_int_equal(read_row(row, arena, ret_result), 0);
}

#endif
