/* SPDX-License-Identifier: MIT */
#include "config/names.h"

#include "config_files.h"

static void names_have_the_shape_of_descriptors(void **state)
{
	(void)state;
	static const char *const good[] = { "a", "vnc", "a-1", "abcdefghijklmnopqrstuvwxyz12345" };
	static const char *const bad[] = {
		"", "A", "1a", "-a", "a_b", "a b", "a.so", "abcdefghijklmnopqrstuvwxyz123456"
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(name_is_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(name_is_valid(bad[i]));
}

static void reserved_words_are_no_names(void **state)
{
	(void)state;
	static const char *const words[] = {
		"wrapper", "plugin",  "plugins", "foreign", "config",
		"real",    "explain", "stop",    "off",     "supervise"
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(name_check(words[i], "here", &err), -EINVAL);
		assert_contains(error_text(&err), "here: ");
		assert_contains(error_text(&err), "reserved");
	}
	CLEANUP_ERROR struct error file = { 0 };
	assert_int_equal(name_check("acme.so", "--plugin", &file), -EINVAL);
	assert_contains(error_text(&file), "with a slash, --plugin ./acme.so");
	struct error err = { 0 };
	assert_int_equal(name_check("realm", "here", &err), 0);
}

static void lists_split_at_blanks_and_commas(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *names;
	assert_int_equal(names_split(" a,b c\t,, d ", "here", &arena, &names, &err), 0);
	const char *const wanted[] = { "a", "b", "c", "d" };
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(names[i], wanted[i]);
	assert_null(names[4]);
	assert_int_equal(names_split("", "here", &arena, &names, &err), 0);
	assert_null(names[0]);
	assert_int_equal(names_split(" , ", "here", &arena, &names, &err), 0);
	assert_null(names[0]);
}

static void bad_lists_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *list, *part;
	} cases[] = { { "a b a", "'a' stands twice" },
		      { "a Bad", "'Bad' can't be" },
		      { "a ; comment", "';' can't be" },
		      { "a ./b.so", "--plugin FILE" },
		      { "off", "reserved" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *const *names;
		assert_int_equal(names_split(cases[i].list, "F:3", &arena, &names, &err), -EINVAL);
		assert_contains(error_text(&err), "F:3: ");
		assert_contains(error_text(&err), cases[i].part);
	}
}

static void paths_become_absolute(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_FREE char *here = getcwd(NULL, 0);
	const char *path;
	assert_int_equal(path_absolute("/etc/x", "/abs/y", &arena, &path, &err), 0);
	assert_string_equal(path, "/abs/y");
	assert_int_equal(path_absolute("/etc/x", "y/z", &arena, &path, &err), 0);
	assert_string_equal(path, "/etc/x/y/z");
	assert_int_equal(path_absolute("/etc/x", ".//y", &arena, &path, &err), 0);
	assert_string_equal(path, "/etc/x/y");
	assert_int_equal(path_absolute("/", "y", &arena, &path, &err), 0);
	assert_string_equal(path, "/y");
	assert_int_equal(path_absolute(NULL, "y", &arena, &path, &err), 0);
	assert_string_equal(path, arena_printf(&arena, "%s/y", here));
	assert_int_equal(path_folder("/etc/x/y.conf", &arena, &path, &err), 0);
	assert_string_equal(path, "/etc/x");
	assert_int_equal(path_folder("/y.conf", &arena, &path, &err), 0);
	assert_string_equal(path, "/");
	assert_int_equal(path_folder("d/y.conf", &arena, &path, &err), 0);
	assert_string_equal(path, arena_printf(&arena, "%s/d", here));
	assert_int_equal(path_folder("y.conf", &arena, &path, &err), 0);
	assert_string_equal(path, here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_the_shape_of_descriptors),
		cmocka_unit_test(reserved_words_are_no_names),
		cmocka_unit_test(lists_split_at_blanks_and_commas),
		cmocka_unit_test(bad_lists_are_refused),
		cmocka_unit_test(paths_become_absolute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
