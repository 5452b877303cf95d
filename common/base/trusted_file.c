/* SPDX-License-Identifier: MIT */
#include "base/trusted_file.h"

#include <fcntl.h>
#include <string.h>

int trusted_owner_check(const struct stat *st, const char *what, const char *path,
			struct error *err)
{
	if (st->st_uid != 0 && st->st_uid != geteuid())
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
