/* SPDX-License-Identifier: MIT */
#include "level.h"
#include "unit.h"

static void words(void **state)
{
	(void)state;
	static const char *const names[] = { "error", "warning", "notice", "info", "debug" };
	for (int i = 0; i < 5; i++) {
		enum level level = LEVEL_DEBUG;
		assert_int_equal(level_read(names[i], &level), 0);
		assert_int_equal(level, LEVEL_ERROR + i);
		assert_string_equal(level_name(level), names[i]);
	}
	enum level untouched = LEVEL_NOTICE;
	assert_int_equal(level_read("loud", &untouched), -EINVAL);
	assert_int_equal(untouched, LEVEL_NOTICE);
}

static void changes(void **state)
{
	(void)state;
	static const struct {
		struct qw_change change;
		enum level level;
	} cases[] = {
		{ { .action = "add", .option = "m", .after = "1G" }, LEVEL_INFO },
		{ { .action = "set", .option = "m", .before = "1G", .after = "2G" }, LEVEL_NOTICE },
		{ { .action = "set", .option = "vnc", .after = "on" }, LEVEL_INFO },
		{ { .action = "remove", .option = "m", .before = "1G" }, LEVEL_NOTICE },
		/* An option without a value is gone, too. */
		{ { .action = "remove", .option = "nographic" }, LEVEL_NOTICE },
		{ { .action = "set", .variable = "A", .before = "1", .after = "2" }, LEVEL_DEBUG },
		{ { .action = "remove", .variable = "A", .before = "1" }, LEVEL_DEBUG },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(level_of_change(&cases[i].change), cases[i].level);
}

static void notes(void **state)
{
	(void)state;
	assert_int_equal(level_of_note(QW_INFO), LEVEL_INFO);
	assert_int_equal(level_of_note(QW_WARNING), LEVEL_WARNING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(changes),
		cmocka_unit_test(notes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
