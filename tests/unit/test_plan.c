/* SPDX-License-Identifier: MIT */
#include "test_report_plan.h"

#include "pipeline/positions.h"
#include "report/env_changes.h"

/* The same for one change looked up alone and for all of them at once. */
static ptrdiff_t index_of(struct test_plan *test, size_t change)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct positions positions;
	const struct change *at = &test->journal.changes.items[change];
	assert_int_equal(positions_make(&positions, test->plan.final, &arena), 0);
	ptrdiff_t index = test->plan.final ? journal_change_index(at, test->plan.final) : -1;
	assert_int_equal(positions_of_change(&positions, at), index);
	return index;
}

static void added_option_is_its_first_word(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	assert_int_equal(index_of(&test, 0), 3);
}

static void changed_value_is_the_value_s_word(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	assert_int_equal(index_of(&test, 1), 4);
}

static void removed_option_has_no_index(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test_remove(&test, 0, (struct change){ .plugin = "acme", .reason = "too much" });
	assert_int_equal(index_of(&test, 2), -1);
	assert_int_equal(index_of(&test, 0), 1);
	assert_int_equal(index_of(&test, 1), 2);
}

static void variable_has_no_index(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test_variable(&test, "A", NULL, "b");
	assert_int_equal(index_of(&test, 2), -1);
}

static void images_and_flags_are_one_word(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "disk.img", "-S", "-m", "1G"));
	test_set(&test, 2, "2G", (struct change){ .plugin = "acme", .reason = "more" });
	assert_int_equal(index_of(&test, 0), 4);
}

static void without_a_line_nothing_has_an_index(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test.plan.final = NULL;
	assert_int_equal(index_of(&test, 0), -1);
}

static void without_argv0_words_are_counted_from_0(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	struct command bare = *test.plan.final;
	bare.argv0 = NULL;
	test.plan.final = &bare;
	assert_int_equal(index_of(&test, 0), 2);
	assert_int_equal(index_of(&test, 1), 3);
}

static void last_change_of_a_variable_counts(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	struct env_change *changes;
	size_t count;
	test_plan_vnc(&test);
	test_variable(&test, "A", NULL, "1");
	test_variable(&test, "B", "x", NULL);
	test_variable(&test, "A", "1", "2");
	test_variable(&test, "B", NULL, "");
	test_variable(&test, "C", "y", NULL);
	assert_int_equal(env_changes_of(&test.journal, &test.arena, &changes, &count), 0);
	assert_int_equal(count, 3);
	assert_string_equal(changes[0].name, "A");
	assert_string_equal(changes[0].value, "2");
	assert_string_equal(changes[1].name, "B");
	assert_string_equal(changes[1].value, "");
	assert_string_equal(changes[2].name, "C");
	assert_null(changes[2].value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added_option_is_its_first_word),
		cmocka_unit_test(changed_value_is_the_value_s_word),
		cmocka_unit_test(removed_option_has_no_index),
		cmocka_unit_test(variable_has_no_index),
		cmocka_unit_test(images_and_flags_are_one_word),
		cmocka_unit_test(without_a_line_nothing_has_an_index),
		cmocka_unit_test(without_argv0_words_are_counted_from_0),
		cmocka_unit_test(last_change_of_a_variable_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
