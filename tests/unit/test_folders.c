/* SPDX-License-Identifier: MIT */
#include "config/folders.h"

#include "config_files.h"

static void our_own_folder_comes_last(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(folders_set(&settings, "/a::/b:", &err), 0);
	assert_string_equal(settings.plugin_folders[0], "/a");
	assert_string_equal(settings.plugin_folders[1], "/b");
	assert_string_equal(settings.plugin_folders[2], QW_PLUGIN_DIR);
	assert_null(settings.plugin_folders[3]);
}

static void no_list_or_an_empty_one_leaves_our_own(void **state)
{
	(void)state;
	static const char *const lists[] = { NULL, "", ":", ":::" };
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		CLEANUP_SETTINGS struct settings settings = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(folders_set(&settings, lists[i], &err), 0);
		assert_string_equal(settings.plugin_folders[0], QW_PLUGIN_DIR);
		assert_null(settings.plugin_folders[1]);
	}
}

static void many_short_folders_fit(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(folders_set(&settings, "/:/:/:/:/:/:/:/", &err), 0);
	assert_string_equal(settings.plugin_folders[7], "/");
	assert_string_equal(settings.plugin_folders[8], QW_PLUGIN_DIR);
	assert_null(settings.plugin_folders[9]);
}

static void relative_folders_become_absolute(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_FREE char *here = getcwd(NULL, 0);
	assert_int_equal(folders_set(&settings, "build/plugins", &err), 0);
	assert_string_equal(settings.plugin_folders[0],
			    arena_printf(&settings.arena, "%s/build/plugins", here));
}

static void plugins_are_files_called_name_so(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	scratch_file(&scratch, "acme.so", "");
	scratch_file(&scratch, "readme.txt", "");
	scratch_file(&scratch, "libx_y.so", "");
	assert_int_equal(folders_set(&settings, scratch.folder, &err), 0);
	assert_true(folders_have(&settings, "acme"));
	assert_false(folders_have(&settings, "readme"));
	struct name_list list = { 0 };
	assert_int_equal(folders_list(&settings, &list, &err), 0);
	assert_int_equal(list.names.count, 1);
	assert_string_equal(list.names.items[0], "acme");
	free(list.names.items);
}

static void each_name_is_listed_once_in_order(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	static const char *const files[] = { "one/c.so", "one/a.so", "two/d.so",
					     "two/b.so", "two/a.so", "two/c.so" };
	const char *one = scratch_folder(&scratch, "one"), *two = scratch_folder(&scratch, "two");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		scratch_file(&scratch, files[i], "");
	const char *list = arena_printf(&scratch.arena, "%s:%s", two, one);
	assert_int_equal(folders_set(&settings, list, &err), 0);
	struct name_list names = { 0 };
	assert_int_equal(folders_list(&settings, &names, &err), 0);
	assert_int_equal(names.names.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(*names.names.items[i], 'a' + (int)i);
	free(names.names.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_own_folder_comes_last),
		cmocka_unit_test(no_list_or_an_empty_one_leaves_our_own),
		cmocka_unit_test(many_short_folders_fit),
		cmocka_unit_test(relative_folders_become_absolute),
		cmocka_unit_test(plugins_are_files_called_name_so),
		cmocka_unit_test(each_name_is_listed_once_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
