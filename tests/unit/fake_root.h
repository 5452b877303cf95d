/* SPDX-License-Identifier: MIT */
/*
 * A folder that stands for / in one test: fake files of /proc, /sys, /run and /dev. Functions fail
 * the test if the file system does.
 */
#ifndef TESTS_FAKE_ROOT_H
#define TESTS_FAKE_ROOT_H

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fake_root {
	char folder[64];
};

static inline void fake_root_make(struct fake_root *root)
{
	*root = (struct fake_root){ "/tmp/kvm-root-XXXXXX" };
	assert_non_null(mkdtemp(root->folder));
}

/* Where `path` is, with all folders on the way made. */
static inline const char *fake_root_path(const struct fake_root *root, const char *path)
{
	static char full[512];
	snprintf(full, sizeof(full), "%s%s", root->folder, path);
	for (char *slash = full + strlen(root->folder) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	return full;
}

static inline void fake_root_bytes(const struct fake_root *root, const char *path,
				   const void *bytes, size_t length)
{
	int fd = open(fake_root_path(root, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), (ssize_t)length);
	close(fd);
}

static inline void fake_root_file(const struct fake_root *root, const char *path, const char *text)
{
	fake_root_bytes(root, path, text, strlen(text));
}

static inline int fake_root_remove_one(const char *path, const struct stat *status, int type,
				       struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static inline void fake_root_remove(const struct fake_root *root)
{
	nftw(root->folder, fake_root_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#define assert_contains(text, part)                                             \
	do {                                                                    \
		const char *text_ = (text);                                     \
		if (!strstr(text_, (part)))                                     \
			fail_msg("\"%s\" does not have \"%s\"", text_, (part)); \
	} while (0)

#define assert_lacks(text, part)                                      \
	do {                                                          \
		const char *text_ = (text);                           \
		if (strstr(text_, (part)))                            \
			fail_msg("\"%s\" has \"%s\"", text_, (part)); \
	} while (0)

#endif
