/* SPDX-License-Identifier: MIT */
#include "run_folder/run_folder.h"

#include "config_files.h"

#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct run_folder made(const char *base, pid_t pid)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *bases[] = { base, NULL };
	struct run_folder folder = RUN_FOLDER_NONE;
	if (run_folder_make(bases, pid, &folder, &err))
		fail_msg("%s", error_text(&err));
	return folder;
}

static mode_t mode_of(const char *path)
{
	struct stat st;
	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

/* The process id of a process that is no more. */
static pid_t gone(void)
{
	pid_t pid = fork();
	if (!pid)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

static void bases(void **state)
{
	(void)state;
	char room[RUN_FOLDER_PATH], longest[200];
	const char *bases[RUN_FOLDER_BASES];
	run_folder_bases("/run/user/7", room, bases);
	assert_string_equal(bases[0], "/run/qemu-wrapper");
	assert_string_equal(bases[1], "/run/user/7/qemu-wrapper");
	assert_null(bases[2]);
	memset(longest, 'x', sizeof(longest));
	longest[0] = '/';
	longest[sizeof(longest) - 1] = '\0';
	const char *const none[] = { NULL, "", "relative", longest };
	for (size_t i = 0; i < COUNT(none); i++) {
		run_folder_bases(none[i], room, bases);
		assert_string_equal(bases[0], "/run/qemu-wrapper");
		assert_null(bases[1]);
	}
}

static void made_for_us_alone(void **state)
{
	(void)state;
	struct scratch scratch;
	scratch_make(&scratch);
	const char *base = scratch_path(&scratch, "base");
	mode_t before = umask(0777);
	struct run_folder folder = made(base, 5);
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CLOSE int fd = run_folder_listen(&folder, RUN_FOLDER_HEALTH, &err);
	assert_int_equal(run_folder_write(&folder, RUN_FOLDER_STATUS, "{}", 2, &err), 0);
	umask(before);
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(mode_of(base), 0700);
	assert_int_equal(mode_of(scratch_path(&scratch, "base/5")), 0700);
	assert_int_equal(mode_of(scratch_path(&scratch, "base/5/health.sock")), 0600);
	assert_int_equal(mode_of(scratch_path(&scratch, "base/5/health.lock")), 0600);
	assert_int_equal(mode_of(scratch_path(&scratch, "base/5/status.json")), 0600);
	CLEANUP_CLOSE int client = run_folder_connect(&folder, RUN_FOLDER_HEALTH, &err);
	assert_true(client >= 0 && fcntl(client, F_GETFL) & O_NONBLOCK);
	run_folder_remove(&folder);
	assert_int_equal(access(scratch_path(&scratch, "base/5"), F_OK), -1);
	run_folder_close(&folder);
	scratch_remove(&scratch);
}

static void first_base_that_is_ours(void **state)
{
	(void)state;
	struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	scratch_make(&scratch);
	const char *open_to_all = scratch_folder(&scratch, "open");
	assert_int_equal(chmod(open_to_all, 0777), 0);
	const char *sticky = scratch_folder(&scratch, "sticky");
	assert_int_equal(chmod(sticky, 01777), 0);
	const char *group = scratch_folder(&scratch, "group");
	assert_int_equal(chmod(group, 0770), 0);
	const char *link = scratch_path(&scratch, "link");
	assert_int_equal(symlink(scratch_folder(&scratch, "target"), link), 0);
	const char *const bases[] = { scratch_path(&scratch, "missing/base"),
				      open_to_all,
				      sticky,
				      group,
				      link,
				      scratch_file(&scratch, "file", ""),
				      scratch_path(&scratch, "good"),
				      NULL };
	struct run_folder folder = RUN_FOLDER_NONE;
	assert_int_equal(run_folder_make(bases, 7, &folder, &err), 0);
	assert_string_equal(folder.path, scratch_path(&scratch, "good/7"));
	run_folder_close(&folder);
	/* And if there is none, all are told. */
	const char *const none[] = { bases[0], bases[1], bases[2], bases[3],
				     bases[4], bases[5], NULL };
	assert_true(run_folder_make(none, 7, &folder, &err) < 0);
	for (size_t i = 0; none[i]; i++)
		assert_non_null(strstr(error_text(&err), none[i]));
	assert_non_null(strstr(error_text(&err), "can be written by everybody"));
	assert_non_null(strstr(error_text(&err), "XDG_RUNTIME_DIR"));
	scratch_remove(&scratch);
}

static void base_of_another_user(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	scratch_make(&scratch);
	const char *base = scratch_folder(&scratch, "base");
	const char *const bases[] = { base, NULL };
	struct run_folder folder = RUN_FOLDER_NONE;
	assert_int_equal(chown(base, 65534, 65534), 0);
	assert_int_equal(run_folder_make(bases, 7, &folder, &err), -EPERM);
	assert_non_null(strstr(error_text(&err), "belongs to user 65534"));
	/* One of root's, in which we can't write. */
	error_clear(&err);
	assert_int_equal(chown(base, 0, 0), 0);
	assert_int_equal(chmod(scratch.folder, 0755), 0);
	assert_int_equal(seteuid(65534), 0);
	assert_int_equal(run_folder_make(bases, 7, &folder, &err), -EACCES);
	/* And a folder of root's in it isn't opened. */
	assert_int_equal(seteuid(0), 0);
	folder = made(base, 8);
	run_folder_close(&folder);
	assert_int_equal(seteuid(65534), 0);
	error_clear(&err);
	assert_true(run_folder_open(scratch_path(&scratch, "base/8"), &folder, &err) < 0);
	assert_int_equal(seteuid(0), 0);
	scratch_remove(&scratch);
}

static void leftovers_are_swept(void **state)
{
	(void)state;
	struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	scratch_make(&scratch);
	const char *base = scratch_path(&scratch, "base");
	pid_t dead = gone(), held_pid = gone();
	struct run_folder alive = made(base, getppid()), mine = made(base, getpid()),
			  held = made(base, held_pid);
	assert_int_equal(run_folder_hold(&held, &err), 0);
	struct run_folder old = made(base, dead);
	assert_int_equal(run_folder_write(&old, RUN_FOLDER_STATUS, "{}", 2, &err), 0);
	close(run_folder_listen(&old, RUN_FOLDER_CONTROL, &err));
	close(run_folder_listen(&old, RUN_FOLDER_HEALTH, &err));
	close(run_folder_open_lock(&old, &err));
	/* The lock of who has ended is gone, too. */
	run_folder_close(&mine);
	const char *strange = scratch_path(&scratch, "base/12x");
	assert_int_equal(mkdir(strange, 0700), 0);
	mine = made(base, getpid());
	assert_int_equal(access(old.path, F_OK), -1);
	assert_int_equal(access(held.path, F_OK), 0);
	assert_int_equal(access(alive.path, F_OK), 0);
	assert_int_equal(access(strange, F_OK), 0);
	/* One that lives has our number, as in a /run that containers share. */
	assert_int_equal(run_folder_hold(&mine, &err), 0);
	const char *const bases[] = { base, NULL };
	struct run_folder again = RUN_FOLDER_NONE;
	assert_int_equal(run_folder_make(bases, getpid(), &again, &err), -EBUSY);
	assert_non_null(strstr(error_text(&err), "a /run of its own"));
	/* One that nobody holds, and that can't be swept. */
	run_folder_remove(&mine);
	run_folder_close(&mine);
	mine = made(base, getpid());
	assert_int_equal(mkdirat(mine.fd, "strange", 0700), 0);
	error_clear(&err);
	assert_int_equal(run_folder_make(bases, getpid(), &again, &err), -EEXIST);
	assert_non_null(strstr(error_text(&err), "can't be removed"));
	struct run_folder *all[] = { &old, &mine, &held, &alive };
	for (size_t i = 0; i < COUNT(all); i++)
		run_folder_close(all[i]);
	scratch_remove(&scratch);
}

static void expect_found(const char *const *bases, pid_t pid, int wanted, const char *path)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_RUN_FOLDER struct run_folder found = RUN_FOLDER_NONE;
	assert_int_equal(run_folder_find(bases, pid, &found, &err), wanted);
	if (path)
		assert_string_equal(found.path, path);
	else
		assert_true(*error_text(&err));
}

static void the_one_that_lives_is_found(void **state)
{
	(void)state;
	struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	scratch_make(&scratch);
	const char *bases[] = { scratch_path(&scratch, "none"), scratch_path(&scratch, "one"),
				scratch_path(&scratch, "two"), NULL };
	expect_found(bases, 0, -ENOENT, NULL);
	struct run_folder left = made(bases[1], getppid()), one = made(bases[1], 123456),
			  two = made(bases[2], 7);
	expect_found(bases, 0, -ENOENT, NULL);
	expect_found(bases, 123456, -ENOENT, NULL);
	/* Made by this process, whose locks are those of the descriptor. */
	assert_int_equal(run_folder_hold(&one, &err), 0);
	expect_found(bases, 0, 0, one.path);
	expect_found(bases, 123456, 0, one.path);
	expect_found(bases, 7, -ENOENT, NULL);
	assert_int_equal(run_folder_hold(&two, &err), 0);
	expect_found(bases, 0, -ENOTUNIQ, NULL);
	expect_found(bases, 7, 0, two.path);
	/* Nobody else can hold it. */
	struct run_folder again;
	assert_int_equal(run_folder_open(two.path, &again, &err), 0);
	assert_int_equal(run_folder_hold(&again, &err), -EBUSY);
	run_folder_close(&again);
	run_folder_close(&two);
	expect_found(bases, 0, 0, one.path);
	run_folder_close(&one);
	run_folder_close(&left);
	scratch_remove(&scratch);
}

static void only_the_folder_that_was_opened_is_removed(void **state)
{
	(void)state;
	struct scratch scratch;
	scratch_make(&scratch);
	const char *base = scratch_path(&scratch, "base");
	struct run_folder folder = made(base, 7);
	assert_int_equal(rename(folder.path, scratch_path(&scratch, "base/moved")), 0);
	assert_int_equal(mkdir(folder.path, 0700), 0);
	run_folder_remove(&folder);
	assert_int_equal(access(folder.path, F_OK), 0);
	run_folder_close(&folder);
	scratch_remove(&scratch);
}

/* Else its owner would be whoever asks first, maybe root, and others could not open it. */
static void who_asks_makes_no_lock(void **state)
{
	(void)state;
	struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	scratch_make(&scratch);
	struct run_folder folder = made(scratch_path(&scratch, "base"), 7);
	CLEANUP_CLOSE int lock = run_folder_open_lock(&folder, &err);
	assert_true(lock >= 0);
	const char *path = scratch_path(&scratch, "base/7/health.lock");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(run_folder_open_lock(&folder, &err), -ENOENT);
	assert_int_equal(access(path, F_OK), -1);
	run_folder_close(&folder);
	scratch_remove(&scratch);
}

static void files_are_written_whole(void **state)
{
	(void)state;
	struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	scratch_make(&scratch);
	struct run_folder folder = made(scratch_path(&scratch, "base"), 7);
	const char *path = scratch_path(&scratch, "base/7/status.json");
	assert_int_equal(run_folder_write(&folder, RUN_FOLDER_STATUS, "first", 5, &err), 0);
	CLEANUP_CLOSE int reader = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(run_folder_write(&folder, RUN_FOLDER_STATUS, "2", 1, &err), 0);
	char bytes[16];
	assert_int_equal(read(reader, bytes, sizeof(bytes)), 5);
	assert_int_equal(access(scratch_path(&scratch, "base/7/status.json.new"), F_OK), -1);
	/* Where the new one can't be written, the old one stays. */
	assert_int_equal(mkdir(scratch_path(&scratch, "base/7/status.json.new"), 0700), 0);
	assert_true(run_folder_write(&folder, RUN_FOLDER_STATUS, "third", 5, &err) < 0);
	assert_non_null(strstr(error_text(&err), "base/7/status.json: "));
	CLEANUP_CLOSE int second = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(second, bytes, sizeof(bytes)), 1);
	run_folder_close(&folder);
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bases),
		cmocka_unit_test(made_for_us_alone),
		cmocka_unit_test(first_base_that_is_ours),
		cmocka_unit_test(base_of_another_user),
		cmocka_unit_test(leftovers_are_swept),
		cmocka_unit_test(the_one_that_lives_is_found),
		cmocka_unit_test(only_the_folder_that_was_opened_is_removed),
		cmocka_unit_test(who_asks_makes_no_lock),
		cmocka_unit_test(files_are_written_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
