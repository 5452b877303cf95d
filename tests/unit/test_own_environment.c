/* SPDX-License-Identifier: MIT */
#include "pipeline/own_environment.h"

#include "unit.h"

static void test_15_every_way_to_change_it_is_seen_once(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct own_environment seen = { 0 };
	static char entry[] = "QW_OWN=put";
	assert_false(own_environment_changed(&seen, &arena));
	assert_false(own_environment_changed(&seen, &arena));
	assert_int_equal(setenv("QW_OWN", "1", 1), 0);
	assert_true(own_environment_changed(&seen, &arena));
	assert_false(own_environment_changed(&seen, &arena));
	assert_int_equal(setenv("QW_OWN", "2", 1), 0);
	assert_true(own_environment_changed(&seen, &arena));
	assert_int_equal(putenv(entry), 0);
	assert_true(own_environment_changed(&seen, &arena));
	assert_int_equal(unsetenv("QW_OWN"), 0);
	assert_true(own_environment_changed(&seen, &arena));
	assert_int_equal(clearenv(), 0);
	assert_true(own_environment_changed(&seen, &arena));
	assert_false(own_environment_changed(&seen, &arena));
	assert_int_equal(setenv("QW_OWN", "3", 1), 0);
	assert_true(own_environment_changed(&seen, &arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_15_every_way_to_change_it_is_seen_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
