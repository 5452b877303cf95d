/* SPDX-License-Identifier: MIT */
#include "config/variables.h"

#include "config_files.h"

static int forget(void **state)
{
	(void)state;
	static const char *const names[] = { "QEMU_WRAPPER",
					     "QEMU_WRAPPER_CONFIG",
					     "QEMU_WRAPPER_PLUGINS",
					     "QEMU_WRAPPER_PLUGIN_PATH",
					     "QEMU_WRAPPER_REAL",
					     "QEMU_WRAPPER_EXPLAIN",
					     "QEMU_WRAPPER_SUPERVISE",
					     "QEMU_WRAPPER_STOP_TIMEOUT",
					     "QEMU_WRAPPER_AGENT_TIMEOUT",
					     "QEMU_WRAPPER_EXIT_STATUS",
					     "QEMU_WRAPPER_VNC_PORT" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	return 0;
}

static void unset_variables_say_nothing(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_STRBUF struct strbuf list = { 0 };
	struct variables variables;
	assert_int_equal(variables_read(&settings, &variables, &err), 0);
	assert_false(variables.off || variables.explain);
	assert_true(!variables.config && !variables.real && !variables.plugin_path &&
		    !variables.plugins);
	variables_list(&list);
	assert_int_equal(list.length, 0);
}

static void empty_is_unset_but_for_the_list(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct variables variables;
	setenv("QEMU_WRAPPER", "", 1);
	setenv("QEMU_WRAPPER_CONFIG", "", 1);
	setenv("QEMU_WRAPPER_REAL", "", 1);
	setenv("QEMU_WRAPPER_PLUGIN_PATH", "", 1);
	setenv("QEMU_WRAPPER_EXPLAIN", "", 1);
	setenv("QEMU_WRAPPER_PLUGINS", "", 1);
	assert_int_equal(variables_read(&settings, &variables, &err), 0);
	assert_false(variables.off || variables.explain);
	assert_true(!variables.config && !variables.real && !variables.plugin_path);
	assert_string_equal(variables.plugins, "");
	assert_int_equal(settings.notes.list.count, 0);
}

static void values_are_copied(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct variables variables;
	setenv("QEMU_WRAPPER", "off", 1);
	setenv("QEMU_WRAPPER_EXPLAIN", "1", 1);
	setenv("QEMU_WRAPPER_REAL", "/usr/bin", 1);
	assert_int_equal(variables_read(&settings, &variables, &err), 0);
	setenv("QEMU_WRAPPER_REAL", "/xyz/abc", 1);
	assert_true(variables.off && variables.explain);
	assert_string_equal(variables.real, "/usr/bin");
}

static void addresses_of_services_are_ignored_with_a_note(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct variables variables;
	static const char *const names[] = { "QEMU_WRAPPER_CONFIG",
					     "QEMU_WRAPPER_REAL",
					     "QEMU_WRAPPER_PLUGIN_PATH",
					     "QEMU_WRAPPER_PLUGINS",
					     "QEMU_WRAPPER_SUPERVISE",
					     "QEMU_WRAPPER_STOP_TIMEOUT",
					     "QEMU_WRAPPER_AGENT_TIMEOUT",
					     "QEMU_WRAPPER_EXIT_STATUS",
					     "QEMU_WRAPPER",
					     "QEMU_WRAPPER_EXPLAIN" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		setenv(names[i], "tcp://10.0.0.7:80", 1);
	assert_int_equal(variables_read(&settings, &variables, &err), 0);
	assert_true(!variables.off && !variables.explain && !variables.config && !variables.real &&
		    !variables.plugin_path && !variables.plugins);
	for (size_t i = 0; i < VARIABLES_SUPERVISE; i++)
		assert_null(variables.supervise[i]);
	assert_int_equal(settings.notes.list.count, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < settings.notes.list.count; i++) {
		const char *text = settings.notes.list.items[i].text;
		assert_memory_equal(text, names[i], strlen(names[i]));
		assert_contains(text, "=tcp://10.0.0.7:80 is ignored");
	}
}

static void unclear_switches(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct variables variables;
	setenv("QEMU_WRAPPER", "/usr/bin/qemu-wrapper", 1);
	assert_int_equal(variables_read(&settings, &variables, &err), 0);
	assert_false(variables.off);
	assert_int_equal(settings.notes.list.count, 1);
	setenv("QEMU_WRAPPER_EXPLAIN", "yess", 1);
	assert_int_equal(variables_read(&settings, &variables, &err), -EINVAL);
	assert_contains(error_text(&err), "QEMU_WRAPPER_EXPLAIN=yess");
}

static void names_of_set_variables_are_listed(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf list = { 0 };
	setenv("QEMU_WRAPPER_REAL", "", 1);
	setenv("QEMU_WRAPPER", "off", 1);
	variables_list(&list);
	assert_string_equal(list.text, "QEMU_WRAPPER, QEMU_WRAPPER_REAL, ");
}

static void the_users_file_is_below_an_absolute_folder(void **state)
{
	(void)state;
	static const struct {
		const char *xdg, *home, *path;
	} cases[] = {
		{ "/x", "/h", "/x/qemu-wrapper/qemu-wrapper.conf" },
		{ NULL, "/h", "/h/.config/qemu-wrapper/qemu-wrapper.conf" },
		{ "", "/h", "/h/.config/qemu-wrapper/qemu-wrapper.conf" },
		{ "rel", "/h", "/h/.config/qemu-wrapper/qemu-wrapper.conf" },
		{ NULL, NULL, NULL },
		{ NULL, "", NULL },
		{ "rel", "rel", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *path;
		unsetenv("XDG_CONFIG_HOME");
		unsetenv("HOME");
		if (cases[i].xdg)
			setenv("XDG_CONFIG_HOME", cases[i].xdg, 1);
		if (cases[i].home)
			setenv("HOME", cases[i].home, 1);
		assert_int_equal(variables_user_file(&arena, &path, &err), 0);
		if (cases[i].path)
			assert_string_equal(path, cases[i].path);
		else
			assert_null(path);
	}
}

static void options_of_plugins_have_variables(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	const char *name = NULL;
	assert_null(settings_variable(&settings, "my-vnc", "raw-ports", &name));
	setenv("QEMU_WRAPPER_MY_VNC_RAW_PORTS", "5900-5909", 1);
	assert_string_equal(settings_variable(&settings, "my-vnc", "raw-ports", &name),
			    "5900-5909");
	assert_string_equal(name, "QEMU_WRAPPER_MY_VNC_RAW_PORTS");
	unsetenv("QEMU_WRAPPER_MY_VNC_RAW_PORTS");
	setenv("QEMU_WRAPPER_VNC_PORT", "tcp://10.0.0.7:5900", 1);
	assert_null(settings_variable(&settings, "vnc", "port", &name));
	assert_int_equal(settings.notes.list.count, 1);
}

static void a_locked_configuration_has_no_variables_and_one_note(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { .locked = true };
	const char *name;
	assert_null(settings_variable(&settings, "vnc", "bind", &name));
	assert_int_equal(settings.notes.list.count, 0);
	setenv("QEMU_WRAPPER_VNC_PORT", "1", 1);
	for (int i = 0; i < 2; i++)
		assert_null(settings_variable(&settings, "vnc", "port", &name));
	assert_int_equal(settings.notes.list.count, 1);
	assert_contains(settings.notes.list.items[0].text, "QEMU_WRAPPER_VNC_PORT");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, forget, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(unset_variables_say_nothing),
		TEST(empty_is_unset_but_for_the_list),
		TEST(values_are_copied),
		TEST(addresses_of_services_are_ignored_with_a_note),
		TEST(unclear_switches),
		TEST(names_of_set_variables_are_listed),
		TEST(the_users_file_is_below_an_absolute_folder),
		TEST(options_of_plugins_have_variables),
		TEST(a_locked_configuration_has_no_variables_and_one_note),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
