/* SPDX-License-Identifier: MIT */
#include "base/trusted_file.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_line(const char *path, char *line, size_t size)
{
	CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, line, size - 1);
	line[length < 0 ? 0 : length] = '\0';
	return length > 0;
}

/* In a user namespace that knows some users only (unshare -r, bubblewrap, rootless containers), the
 * files of all others, root's among them, have one owner, who is none of them. */
static bool is_owner_unknown(uid_t owner)
{
	char line[128];
	unsigned long first, outside, count, unknown = 65534;
	if (read_line("/proc/sys/kernel/overflowuid", line, sizeof(line)))
		unknown = strtoul(line, NULL, 10);
	return owner == unknown && read_line("/proc/self/uid_map", line, sizeof(line)) &&
	       sscanf(line, "%lu %lu %lu", &first, &outside, &count) == 3 && count < UINT32_MAX;
}

/* There a file counts for the system's, as our own program does, which is running already. */
static bool is_owner_of_program(uid_t owner)
{
	struct stat program;
	return !stat("/proc/self/exe", &program) && program.st_uid == owner;
}

int trusted_owner_check(const struct stat *st, const char *what, const char *path,
			struct error *err)
{
	if (st->st_uid != 0 && st->st_uid != geteuid() &&
	    !(is_owner_unknown(st->st_uid) && is_owner_of_program(st->st_uid)))
		return error_set(err, EPERM,
				 "%s%s belongs to user %u, not to root or to you (user %u): not "
				 "used",
				 what, path, (unsigned)st->st_uid, (unsigned)geteuid());
	/* In a sticky folder such as /tmp nobody can replace a file of root's or ours. */
	if (S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX))
		return 0;
	if (st->st_mode & S_IWOTH)
		return error_set(err, EPERM, "%s%s can be written by everybody: chmod o-w %s", what,
				 path, path);
	if ((st->st_mode & S_IWGRP) && st->st_gid != 0 && st->st_gid != getegid())
		return error_set(err, EPERM, "%s%s can be written by group %u: chmod g-w %s", what,
				 path, (unsigned)st->st_gid, path);
	return 0;
}

static int check(int fd, const char *path, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st))
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, EINVAL, "%s is not a regular file", path);
	return trusted_owner_check(&st, "", path, err);
}

int trusted_file_open(const char *path, struct error *err)
{
	/* O_NONBLOCK: opening a FIFO or a device must not wait; fstat() then says what it is. */
	CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	int status = check(fd, path, err);
	if (status)
		return status;
	int result = fd;
	fd = -1;
	return result;
}
