/* SPDX-License-Identifier: MIT */
#include "io/standard_streams.h"

#include "child.h"
#include "config_files.h"

#include <sys/sysmacros.h>

struct situation {
	/** Bit n: descriptor n is closed. */
	unsigned closed;
	/** A root folder that has no /dev/null. */
	const char *root;
};

enum { FINE, NO_ROOT, NOT_HELD, INHERITED, NOT_NULL, CHANGED, ONE_MORE };

static bool is_null_device(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

static int look_at(const struct situation *situation, int fd, const struct stat *before)
{
	struct stat st;
	int flags = fcntl(fd, F_GETFD);
	if (flags < 0 || fstat(fd, &st))
		return NOT_HELD;
	if (!(situation->closed & 1u << fd))
		return flags || st.st_ino != before->st_ino || st.st_dev != before->st_dev ? CHANGED
											   : FINE;
	if (!(flags & FD_CLOEXEC))
		return INHERITED;
	return situation->root || is_null_device(&st) ? FINE : NOT_NULL;
}

/* The lowest descriptor above the three that is free. */
static int next_free(void)
{
	int fd = fcntl(3, F_GETFD) < 0 ? 3 : fcntl(3, F_DUPFD, 3);
	if (fd > 3)
		close(fd);
	return fd;
}

static int hold(const void *argument)
{
	const struct situation *situation = argument;
	struct stat before[3];
	if (situation->root && (chroot(situation->root) || chdir("/")))
		return NO_ROOT;
	for (int fd = 0; fd <= 2; fd++) {
		fstat(fd, &before[fd]);
		if (situation->closed & 1u << fd)
			close(fd);
	}
	int next = next_free();
	standard_streams_hold();
	for (int fd = 0; fd <= 2; fd++) {
		int result = look_at(situation, fd, &before[fd]);
		if (result)
			return result;
	}
	return next_free() == next ? FINE : ONE_MORE;
}

static void what_is_closed_is_held_and_nothing_else(void **state)
{
	(void)state;
	for (unsigned closed = 0; closed < 8; closed++) {
		struct situation situation = { .closed = closed };
		struct child child;
		child_run(&child, hold, &situation);
		assert_int_equal(child.status, FINE);
		assert_string_equal(child.text, "");
	}
}

static void it_is_held_without_dev_null_too(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	struct scratch scratch;
	scratch_make(&scratch);
	for (unsigned closed = 0; closed < 8; closed++) {
		struct situation situation = { closed, scratch.folder };
		struct child child;
		child_run(&child, hold, &situation);
		assert_int_equal(child.status, FINE);
	}
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_closed_is_held_and_nothing_else),
		cmocka_unit_test(it_is_held_without_dev_null_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
