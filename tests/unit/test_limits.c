/* SPDX-License-Identifier: MIT */
#include "loader/limits.h"

#include "unit.h"

#include <errno.h>
#include <limits.h>

static void limits_are_as_set_or_by_default(void **state)
{
	(void)state;
	struct plugin_settings settings = { .time_limit = 1500, .memory_limit = 64 << 20 };
	struct child_limits limits = limits_of(&settings);
	assert_int_equal(limits.milliseconds, 1500);
	assert_int_equal(limits.memory, 64 << 20);
	assert_false(limits.standard_error);
	assert_true(limits.answer > 1 << 20);
	settings = (struct plugin_settings){ 0 };
	const struct plugin_settings *unset[] = { &settings, NULL };
	for (size_t i = 0; i < COUNT(unset); i++) {
		limits = limits_of(unset[i]);
		assert_int_equal(limits.milliseconds, 5000);
		assert_int_equal(limits.memory, 256 << 20);
	}
	settings.time_limit = INT64_MAX;
	assert_int_equal(limits_of(&settings).milliseconds, INT_MAX);
}

static void ends_are_told(void **state)
{
	(void)state;
	static const struct {
		struct child_result result;
		int code;
		const char *text;
	} cases[] = {
		{ { .end = CHILD_LATE },
		  ETIMEDOUT,
		  "it did not finish within 5 s and was stopped (time-limit)" },
		{ { .end = CHILD_KILLED, .number = 11 },
		  ECHILD,
		  "it was killed by signal 11 (Segmentation fault)" },
		{ { .end = CHILD_EXITED },
		  ECHILD,
		  "it ended its process with status 0 instead of returning" },
	};
	struct child_limits limits = limits_of(NULL);
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(limits_error(&cases[i].result, &limits, &err), -cases[i].code);
		assert_string_equal(error_text(&err), cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_are_as_set_or_by_default),
		cmocka_unit_test(ends_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
