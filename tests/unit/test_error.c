/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include "unit.h"

static void an_error_is_set_and_returned_at_once(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(error_set(&err, EINVAL, "%s:%d: wrong", "file", 3), -EINVAL);
	assert_int_equal(err.code, EINVAL);
	assert_string_equal(error_text(&err), "file:3: wrong");
}

static void the_first_cause_stays(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	error_set(&err, ENOENT, "first");
	assert_int_equal(error_set(&err, EINVAL, "second"), -EINVAL);
	assert_int_equal(error_memory(&err), -ENOMEM);
	assert_int_equal(err.code, ENOENT);
	assert_string_equal(error_text(&err), "first");
}

static void prefixes_stand_before_what_is_there(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	error_set(&err, EPERM, "inner");
	assert_int_equal(error_prefix(&err, "%s: ", "middle"), -EPERM);
	assert_int_equal(error_prefix(&err, "outer: "), -EPERM);
	assert_string_equal(error_text(&err), "outer: middle: inner");
}

static void there_is_always_a_text(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(error_memory(&err), -ENOMEM);
	assert_null(err.text);
	assert_string_equal(error_text(&err), "out of memory");
	assert_int_equal(error_prefix(&err, "plugin x: "), -ENOMEM);
	assert_string_equal(error_text(&err), "plugin x: out of memory");
	const struct error textless = { .code = ENOENT };
	assert_string_equal(error_text(&textless), strerror(ENOENT));
}

static void a_cleared_error_can_be_set_again(void **state)
{
	(void)state;
	struct error err = { 0 };
	error_clear(&err);
	error_set(&err, EINVAL, "old");
	error_clear(&err);
	assert_int_equal(err.code, 0);
	assert_null(err.text);
	error_set(&err, EIO, "new");
	assert_string_equal(error_text(&err), "new");
	error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_set_and_returned_at_once),
		cmocka_unit_test(the_first_cause_stays),
		cmocka_unit_test(prefixes_stand_before_what_is_there),
		cmocka_unit_test(there_is_always_a_text),
		cmocka_unit_test(a_cleared_error_can_be_set_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
