/* SPDX-License-Identifier: MIT */
#include "config/selection.h"

#include "config_files.h"

static void expect(const struct settings *settings, const char *wanted)
{
	char got[256] = "";
	for (size_t i = 0; i < settings->selected.count; i++) {
		strcat(got, i ? " " : "");
		strcat(got, settings->plugins.items[settings->selected.items[i]].name);
	}
	assert_string_equal(got, wanted);
}

static void lists_replace_or_append(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	struct error err = { 0 };
	assert_int_equal(selection_replace(&settings, "b a", "F:1", &err), 0);
	expect(&settings, "b a");
	assert_int_equal(selection_append(&settings, "c a", "F:2", &err), 0);
	expect(&settings, "b a c");
	assert_int_equal(selection_replace(&settings, "c d", "F:3", &err), 0);
	expect(&settings, "c d");
	assert_int_equal(selection_replace(&settings, "", "F:4", &err), 0);
	expect(&settings, "");
	assert_int_equal(settings.plugins.count, 4);
}

static void plugins_remember_where_they_were_mentioned_first(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	struct error err = { 0 };
	struct plugin_settings *plugin = selection_mention(&settings, "a", "F:1");
	assert_true(plugin->required);
	assert_false(plugin->named);
	plugin->required = false;
	assert_int_equal(selection_append(&settings, "a b", "F:2", &err), 0);
	const struct plugin_settings *a = settings_find(&settings, "a");
	assert_string_equal(a->source, "F:1");
	assert_false(a->required);
	assert_true(a->named);
	assert_string_equal(settings_find(&settings, "b")->source, "F:2");
	assert_null(settings_find(&settings, "c"));
}

static void twice_in_one_list_is_an_error(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(selection_replace(&settings, "a,b,a", "F:1", &err), -EINVAL);
	assert_contains(error_text(&err), "F:1: 'a' stands twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_replace_or_append),
		cmocka_unit_test(plugins_remember_where_they_were_mentioned_first),
		cmocka_unit_test(twice_in_one_list_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
