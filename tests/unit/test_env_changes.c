/* SPDX-License-Identifier: MIT */
#include "report/env_changes.h"

#include "unit.h"

static void the_end_of_each_variable_counts(void **state)
{
	(void)state;
	struct change changes[] = {
		{ .variable = "A", .action = CHANGE_SET, .after = "1" },
		{ .option = "vnc", .action = CHANGE_SET, .after = ":1" },
		{ .variable = "B", .action = CHANGE_REMOVE, .before = "x" },
		{ .variable = "AB", .action = CHANGE_SET, .after = "" },
		{ .variable = "A", .action = CHANGE_SET, .before = "1", .after = "2" },
		{ .variable = "B", .action = CHANGE_SET, .after = "y" },
		{ .variable = "AB", .action = CHANGE_REMOVE, .before = "" },
	};
	static const struct env_change wanted[] = { { "A", "2" }, { "B", "y" }, { "AB", NULL } };
	struct journal journal = { .changes = { changes, COUNT(changes), COUNT(changes) } };
	CLEANUP_ARENA struct arena arena = { 0 };
	struct env_change *found;
	size_t count;
	assert_int_equal(env_changes_of(&journal, &arena, &found, &count), 0);
	assert_int_equal(count, COUNT(wanted));
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(found[i].name, wanted[i].name);
		if (wanted[i].value)
			assert_string_equal(found[i].value, wanted[i].value);
		else
			assert_null(found[i].value);
	}
}

static void without_variables_there_are_none(void **state)
{
	(void)state;
	struct change change = { .option = "vnc", .action = CHANGE_ADD };
	struct journal journal = { .changes = { &change, 1, 1 } }, empty = { 0 };
	const struct journal *journals[] = { &journal, &empty, NULL };
	CLEANUP_ARENA struct arena arena = { 0 };
	for (size_t i = 0; i < COUNT(journals); i++) {
		struct env_change other, *found = &other;
		size_t count = 9;
		assert_int_equal(env_changes_of(journals[i], &arena, &found, &count), 0);
		assert_int_equal(count, 0);
		assert_null(found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_of_each_variable_counts),
		cmocka_unit_test(without_variables_there_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
