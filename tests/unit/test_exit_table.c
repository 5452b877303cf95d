/* SPDX-License-Identifier: MIT */
#include "exit_reason/exit_table.h"

#include "unit.h"

static void defaults(void **state)
{
	(void)state;
	struct exit_table table = exit_table_default();
	for (size_t i = 0; i < EXIT_REASONS; i++) {
		int wanted = i == EXIT_HOST_ERROR || i == EXIT_GUEST_PANIC ? 1 : 0;
		assert_int_equal(table.status[i], i == EXIT_STOP_FORCED ? 124 : wanted);
	}
}

static void names(void **state)
{
	(void)state;
	const char *const *all = exit_reason_names();
	for (size_t i = 0; i < EXIT_REASONS; i++) {
		assert_non_null(all[i]);
		assert_int_equal(exit_reason_of(all[i]), i);
		assert_string_equal(exit_reason_name((enum exit_reason)i), all[i]);
	}
	assert_null(all[EXIT_REASONS]);
	assert_int_equal(exit_reason_of("of-the-future"), EXIT_UNKNOWN);
}

static void changes(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	struct exit_table table = exit_table_default();
	assert_int_equal(exit_table_read("", &table, &err), 0);
	assert_int_equal(exit_table_read(" ,\t", &table, &err), 0);
	assert_int_equal(exit_table_read("guest-panic=3, guest-reset=255\thost-ui=0,stop-forced=7",
					 &table, &err),
			 0);
	assert_int_equal(table.status[EXIT_GUEST_PANIC], 3);
	assert_int_equal(table.status[EXIT_GUEST_RESET], 255);
	assert_int_equal(table.status[EXIT_STOP_FORCED], 7);
	assert_int_equal(table.status[EXIT_HOST_ERROR], 1);
	/* The last one counts. */
	assert_int_equal(exit_table_read("host-ui=1 host-ui=002", &table, &err), 0);
	assert_int_equal(table.status[EXIT_HOST_UI], 2);
}

static void mistakes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *said;
	} cases[] = {
		{ "guest-panic", "'guest-panic' is not REASON=STATUS" },
		{ "panic=3", "there is no reason 'panic'" },
		{ "=3", "there is no reason ''" },
		{ "host-ui=", "from 0 to 255" },
		{ "host-ui=256", "'host-ui=256'" },
		{ "host-ui=-1", "from 0 to 255" },
		{ "host-ui=1x", "from 0 to 255" },
		{ "host-ui=0001", "from 0 to 255" },
		{ "guest-reset=5 host-ui =3", "'host-ui' is not REASON=STATUS" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		struct exit_table table = exit_table_default(), before = table;
		assert_int_equal(exit_table_read(cases[i].text, &table, &err), -EINVAL);
		assert_non_null(strstr(error_text(&err), cases[i].said));
		assert_memory_equal(&table, &before, sizeof(table));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(names),
		cmocka_unit_test(changes),
		cmocka_unit_test(mistakes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
