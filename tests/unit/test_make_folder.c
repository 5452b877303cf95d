/* SPDX-License-Identifier: MIT */
#include "launch/make_folder.h"

#include "config_files.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static struct scratch folders;

static int set_up(void **state)
{
	(void)state;
	scratch_make(&folders);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&folders);
	return 0;
}

static void assert_refused(const char *path, int code, const char *words)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(make_folder(path, "q.conf:3", &err), -code);
	assert_contains(error_text(&err), "q.conf:3, make-folder: ");
	assert_contains(error_text(&err), path);
	assert_contains(error_text(&err), words);
}

static void it_is_made_once(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	const char *path = scratch_path(&folders, "new");
	struct stat first, second;
	mode_t mask = umask(022);
	assert_int_equal(make_folder(path, "q.conf:3", &err), 0);
	umask(mask);
	assert_int_equal(stat(path, &first), 0);
	assert_true(S_ISDIR(first.st_mode));
	assert_int_equal(first.st_mode & 07777, 0750);
	assert_int_equal(make_folder(path, "q.conf:3", &err), 0);
	assert_int_equal(stat(path, &second), 0);
	assert_int_equal(first.st_ino, second.st_ino);
}

static void what_it_is_in_must_exist(void **state)
{
	(void)state;
	assert_refused(scratch_path(&folders, "missing/new"), ENOENT, "--tmpfs");
}

static void something_else_is_in_the_way(void **state)
{
	(void)state;
	assert_refused(scratch_file(&folders, "file", ""), ENOTDIR, "is no folder");
	assert_int_equal(symlink("nowhere", scratch_path(&folders, "dangling")), 0);
	assert_refused(scratch_path(&folders, "dangling"), ENOENT, "can't look at");
}

static void it_must_be_writable(void **state)
{
	(void)state;
	const char *path = scratch_folder(&folders, "closed");
	uid_t user = geteuid();
	assert_int_equal(chmod(folders.folder, 0755), 0);
	const char *file = scratch_file(&folders, "closed/file", "");
	assert_int_equal(chmod(path, 0555), 0);
	/* Root may write anywhere. */
	assert_int_equal(user ? 0 : seteuid(65534), 0);
	assert_refused(path, EACCES, user ? "can't write" : "user 65534 can't write");
	assert_int_equal(seteuid(user), 0);

	/* Empty, but in a folder that isn't ours either. */
	assert_int_equal(chmod(path, 0755) || unlink(file) || chmod(path, 0555), 0);
	if (!user) {
		assert_int_equal(seteuid(65534), 0);
		assert_refused(path, EACCES, "user 65534 can't write");
		assert_int_equal(seteuid(user), 0);
		assert_int_equal(chmod(folders.folder, 0777), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(make_folder(path, "q.conf:3", &err), 0);
	assert_int_equal(access(path, W_OK | X_OK), 0);
	assert_int_equal(seteuid(user), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_made_once),
		cmocka_unit_test(what_it_is_in_must_exist),
		cmocka_unit_test(something_else_is_in_the_way),
		cmocka_unit_test(it_must_be_writable),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
