/* SPDX-License-Identifier: MIT */
#include "loader/order.h"

#include "unit.h"

/* Plugins a, ab and cd in this order; who asks for what, and the complaint. */
static const struct {
	size_t who;
	const char *after, *before, *message;
} rows[] = {
	{ 0, NULL, NULL, NULL },
	{ 0, "", "", NULL },
	{ 2, "a ab", NULL, NULL },
	{ 0, NULL, " ab\tcd\n", NULL },
	{ 1, "a", "cd", NULL },
	{ 0, "c", NULL, NULL },
	{ 1, "nobody b abc", "nobody b", NULL },
	{ 0, "cd", NULL,
	  "plugin 'a' must stand behind plugin 'cd': change their order in the list of plugins" },
	{ 2, "a ab", "a",
	  "plugin 'cd' must stand before plugin 'a': change their order in the list of plugins" },
	{ 0, "nobody\tab", NULL,
	  "plugin 'a' must stand behind plugin 'ab': change their order in the list of plugins" },
	{ 1, "ab", NULL, "plugin 'ab' asks to stand behind itself: its 'after' is wrong" },
	{ 1, "a", "cd ab", "plugin 'ab' asks to stand before itself: its 'before' is wrong" },
};

static void what_plugins_ask_for_is_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		struct plugin plugins[] = { { .name = "a" }, { .name = "ab" }, { .name = "cd" } };
		struct plugin_set set = { .list = { plugins, COUNT(plugins), COUNT(plugins) } };
		plugins[rows[i].who].descriptor.after = rows[i].after;
		plugins[rows[i].who].descriptor.before = rows[i].before;
		assert_int_equal(order_check(&set, &err), rows[i].message ? -EINVAL : 0);
		if (rows[i].message)
			assert_string_equal(error_text(&err), rows[i].message);
	}
}

static void no_plugin_has_no_order(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	struct plugin_set set = { 0 };
	assert_int_equal(order_check(&set, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_plugins_ask_for_is_checked),
		cmocka_unit_test(no_plugin_has_no_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
