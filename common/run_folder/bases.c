/* SPDX-License-Identifier: MIT */
#include "run_folder/inner.h"

#include "base/trusted_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

void run_folder_bases(const char *runtime_dir, char room[RUN_FOLDER_PATH],
		      const char *ret_bases[RUN_FOLDER_BASES])
{
	size_t count = 0;
	ret_bases[count++] = "/run/qemu-wrapper";
	/* The specification of XDG_RUNTIME_DIR wants relative paths to be ignored. */
	if (runtime_dir && runtime_dir[0] == '/') {
		int length = snprintf(room, RUN_FOLDER_PATH, "%s/qemu-wrapper", runtime_dir);
		if (length > 0 && length < RUN_FOLDER_PATH)
			ret_bases[count++] = room;
	}
	ret_bases[count] = NULL;
}

int run_folder_open_at(int base, const char *name)
{
	int fd = openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int run_folder_check(int fd, const char *path, bool or_root, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st))
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	if (!or_root && st.st_uid != geteuid())
		return error_set(err, EPERM, "%s belongs to user %u, not to you (user %u)", path,
				 (unsigned)st.st_uid, (unsigned)geteuid());
	int status = trusted_owner_check(&st, "", path, err);
	if (status)
		return status;
	/* That rule is for files that others may only not replace. Here they must not put anything,
	 * sticky or not, and be it our own group. */
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return error_set(err, EPERM, "%s can be written by others: chmod go-w %s", path,
				 path);
	return 0;
}

bool run_folder_is_held(int fd)
{
	/* Only a moment: who wants to hold it tries for longer. */
	if (flock(fd, LOCK_SH | LOCK_NB))
		return errno == EWOULDBLOCK;
	flock(fd, LOCK_UN);
	return false;
}

pid_t run_folder_pid(const char *name)
{
	long pid = 0;
	if (name[0] < '1' || name[0] > '9')
		return 0;
	for (; *name >= '0' && *name <= '9'; name++)
		if (__builtin_mul_overflow(pid, 10, &pid) ||
		    __builtin_add_overflow(pid, *name - '0', &pid) || pid > INT_MAX)
			return 0;
	return *name ? 0 : (pid_t)pid;
}
