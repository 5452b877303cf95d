/* SPDX-License-Identifier: MIT */
#include "loader/plugin_file.h"

#include "config_files.h"
#include "unit.h"

#include <qemu-wrapper/plugin.h>

static struct scratch scratch;

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	scratch_folder(&scratch, "one");
	scratch_folder(&scratch, "two");
	scratch_file(&scratch, "one/both.so", "");
	scratch_file(&scratch, "two/both.so", "");
	scratch_file(&scratch, "two/second.so", "");
	scratch_file(&scratch, "two/suffix.so.1", "");
	return symlink("nowhere", scratch_path(&scratch, "one/second.so"));
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&scratch);
	return 0;
}

static void names_are_looked_up_in_the_folders(void **state)
{
	(void)state;
	static const struct {
		const char *name, *found;
		int status;
		const char *words;
	} rows[] = {
		{ "both", "one/both.so", 0, NULL },
		/* A link that leads nowhere is a fault to be told, not passed over. */
		{ "second", "one/second.so", 0, NULL },
		{ "suffix", NULL, ENOENT, "there is no suffix.so in /" },
		{ "botj", NULL, ENOENT, "did you mean 'both'?" },
		{ "../both", NULL, EINVAL, "'../both' is no plugin name" },
		{ "", NULL, EINVAL, "'' is no plugin name" },
	};
	const char *const folders[] = { scratch_path(&scratch, "nowhere"),
					scratch_path(&scratch, "one"),
					scratch_path(&scratch, "two"), NULL };
	struct settings settings = { .plugin_folders = folders };
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		const char *path = NULL;
		assert_int_equal(
			plugin_file_find(&settings, rows[i].name, &scratch.arena, &path, &err),
			-rows[i].status);
		if (rows[i].status)
			assert_contains(error_text(&err), rows[i].words);
		else
			assert_string_equal(path, scratch_path(&scratch, rows[i].found));
	}
}

static void without_folders_nothing_is_found(void **state)
{
	(void)state;
	static const char *const none[] = { NULL };
	struct settings settings[] = { { .plugin_folders = NULL }, { .plugin_folders = none } };
	for (size_t i = 0; i < COUNT(settings); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		const char *path = NULL;
		assert_int_equal(plugin_file_find(&settings[i], "a", &scratch.arena, &path, &err),
				 -ENOENT);
		assert_contains(error_text(&err), "no folder to look for it in");
	}
}

static const char *built(const char *name)
{
	return arena_printf(&scratch.arena, "%s/tests/plugins/%s", getenv("QW_BUILD"), name);
}

static void the_descriptor_is_of_the_file_that_was_checked(void **state)
{
	(void)state;
	struct stat checked, named;
	struct error err = { 0 };
	struct plugin_identity identity = { 0 };
	const char *path = built("memory.so");
	CLEANUP_CLOSE int fd = plugin_file_open(path, &identity, &err);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fstat(fd, &checked), 0);
	assert_int_equal(stat(path, &named), 0);
	assert_int_equal(checked.st_ino, named.st_ino);
	assert_int_equal(identity.major, QW_ABI_MAJOR);
	assert_int_equal(identity.minor, QW_ABI_MINOR);
	assert_string_equal(identity.name, "memory");
}

static void what_is_no_plugin_is_refused_and_closed(void **state)
{
	(void)state;
	const struct {
		const char *path;
		int status;
		const char *words;
	} rows[] = {
		{ "memory.so", EINVAL, "memory.so is not an absolute path" },
		{ scratch_path(&scratch, "nowhere.so"), ENOENT, "nowhere.so: No such file" },
		{ scratch_path(&scratch, "one/both.so"), ENOEXEC, "is unusable: an empty file" },
		{ built("program"), ENOEXEC, "is unusable: a program" },
		{ built("no-note.so"), ENOEXEC, "it has no note" },
		{ built("wrong-major.so"), ENOEXEC, "made for interface version" },
		{ built("no-descriptor.so"), ENOEXEC, "exports no descriptor qw_plugin_v0" },
	};
	CLEANUP_CLOSE int lowest = open("/dev/null", O_RDONLY | O_CLOEXEC);
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		struct plugin_identity identity;
		assert_int_equal(plugin_file_check(rows[i].path, &identity, &err), -rows[i].status);
		assert_contains(error_text(&err), rows[i].words);
		CLEANUP_CLOSE int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
		assert_int_equal(next, lowest + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_looked_up_in_the_folders),
		cmocka_unit_test(without_folders_nothing_is_found),
		cmocka_unit_test(the_descriptor_is_of_the_file_that_was_checked),
		cmocka_unit_test(what_is_no_plugin_is_refused_and_closed),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
