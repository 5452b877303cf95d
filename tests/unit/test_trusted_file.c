/* SPDX-License-Identifier: MIT */
#include "base/trusted_file.h"

#include "config_files.h"

static void check(const char *path, int wanted, const char *complaint)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CLOSE int fd = trusted_file_open(path, &err);
	if (!wanted) {
		assert_true(fd >= 0);
		assert_int_equal(err.code, 0);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		return;
	}
	assert_int_equal(fd, -wanted);
	assert_int_equal(err.code, wanted);
	assert_non_null(strstr(error_text(&err), path));
	assert_non_null(strstr(error_text(&err), complaint));
}

static void modes_decide(void **state)
{
	(void)state;
	static const struct {
		mode_t mode;
		int wanted;
	} cases[] = {
		{ 0644, 0 }, { 0600, 0 },     { 0444, 0 },     { 0755, 0 },
		{ 0664, 0 }, { 0646, EPERM }, { 0666, EPERM }, { 0602, EPERM },
	};
	struct scratch scratch;
	scratch_make(&scratch);
	const char *path = scratch_bytes(&scratch, "file", "x", 1);
	/* A folder may hand its own group down; the file's shall be ours. */
	assert_int_equal(chown(path, (uid_t)-1, getegid()), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(chmod(path, cases[i].mode), 0);
		check(path, cases[i].wanted, "everybody");
	}
	scratch_remove(&scratch);
}

static void only_regular_files_will_do(void **state)
{
	(void)state;
	struct scratch scratch;
	scratch_make(&scratch);
	const char *fifo = scratch_path(&scratch, "fifo");
	assert_int_equal(mkfifo(fifo, 0644), 0);
	const char *link = scratch_path(&scratch, "link");
	assert_int_equal(symlink(scratch_bytes(&scratch, "file", "x", 1), link), 0);
	check(link, 0, NULL);
	check(fifo, EINVAL, "not a regular file");
	check(scratch_folder(&scratch, "folder"), EINVAL, "not a regular file");
	check("/dev/null", EINVAL, "not a regular file");
	check(scratch_path(&scratch, "missing"), ENOENT, "No such file");
	scratch_remove(&scratch);
}

static void strangers_are_not_trusted(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	struct scratch scratch;
	scratch_make(&scratch);
	const char *path = scratch_bytes(&scratch, "file", "x", 1);
	assert_int_equal(chown(path, 65534, 0), 0);
	check(path, EPERM, "belongs to user 65534");
	assert_int_equal(chown(path, 0, 65534), 0);
	assert_int_equal(chmod(path, 0664), 0);
	check(path, EPERM, "group 65534");
	assert_int_equal(chmod(path, 0644), 0);
	check(path, 0, NULL);
	/* Group 0 may write whatever our own group is. */
	assert_int_equal(chown(path, 0, 0), 0);
	assert_int_equal(chmod(path, 0664), 0);
	assert_int_equal(setegid(65534), 0);
	check(path, 0, NULL);
	assert_int_equal(setegid(0), 0);
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_decide),
		cmocka_unit_test(only_regular_files_will_do),
		cmocka_unit_test(strangers_are_not_trusted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
