/* SPDX-License-Identifier: MIT */
#include "loader/limits.h"

#include <limits.h>

/* More than any plugin has to tell. */
#define ANSWER_LIMIT ((size_t)16 << 20)

struct child_limits limits_of(const struct plugin_settings *settings)
{
	int64_t time = settings && settings->time_limit ? settings->time_limit : LIMIT_TIME;
	int64_t memory = settings && settings->memory_limit ? settings->memory_limit : LIMIT_MEMORY;
	return (struct child_limits){
		.milliseconds = time < INT_MAX ? (int)time : INT_MAX,
		.memory = (uint64_t)memory < SIZE_MAX ? (size_t)memory : SIZE_MAX,
		.answer = ANSWER_LIMIT,
	};
}

int limits_error(const struct child_result *result, const struct child_limits *limits,
		 struct error *err)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	const char *words = child_result_words(result, limits, &scratch);
	if (!words)
		return error_memory(err);
	if (result->end == CHILD_LATE)
		return error_set(err, ETIMEDOUT, "it %s (time-limit)", words);
	return error_set(err, ECHILD, "it %s", words);
}
