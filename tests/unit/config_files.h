/* SPDX-License-Identifier: MIT */
/*
 * A folder with configuration files for one test. Paths are borrowed until scratch_remove();
 * functions fail the test if the file system does.
 */
#ifndef TESTS_CONFIG_FILES_H
#define TESTS_CONFIG_FILES_H

#include "base/arena.h"

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

struct scratch {
	struct arena arena;
	char folder[64];
};

static inline void scratch_make(struct scratch *scratch)
{
	*scratch = (struct scratch){ .folder = "/tmp/qemu-wrapper-unit-XXXXXX" };
	assert_non_null(mkdtemp(scratch->folder));
}

static inline const char *scratch_path(struct scratch *scratch, const char *name)
{
	const char *path = arena_printf(&scratch->arena, "%s/%s", scratch->folder, name);
	assert_non_null(path);
	return path;
}

static inline const char *scratch_folder(struct scratch *scratch, const char *name)
{
	const char *path = scratch_path(scratch, name);
	assert_int_equal(mkdir(path, 0755), 0);
	return path;
}

static inline const char *scratch_bytes(struct scratch *scratch, const char *name,
					const char *bytes, size_t length)
{
	const char *path = scratch_path(scratch, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), (ssize_t)length);
	assert_int_equal(fchmod(fd, 0644), 0);
	close(fd);
	return path;
}

static inline const char *scratch_file(struct scratch *scratch, const char *name, const char *text)
{
	return scratch_bytes(scratch, name, text, strlen(text));
}

static inline int scratch_remove_one(const char *path, const struct stat *st, int type,
				     struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void scratch_remove(struct scratch *scratch)
{
	nftw(scratch->folder, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_release(&scratch->arena);
}

#define CLEANUP_SCRATCH CLEANUP(scratch_remove)

/* cmocka 1.1.5 has no such assertion. */
#define assert_contains(text, part)                                             \
	do {                                                                    \
		const char *text_ = (text);                                     \
		if (!strstr(text_, (part)))                                     \
			fail_msg("\"%s\" does not have \"%s\"", text_, (part)); \
	} while (0)

#endif
