/* SPDX-License-Identifier: MIT */
#include "run_folder/inner.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

static const char *const known[] = {
	RUN_FOLDER_CONTROL, RUN_FOLDER_HEALTH,        RUN_FOLDER_HEALTH_LOCK,
	RUN_FOLDER_STATUS,  RUN_FOLDER_STATUS ".new",
};

void run_folder_remove_at(int base, const char *name, int fd)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		unlinkat(fd, known[i], 0);
	unlinkat(base, name, AT_REMOVEDIR);
}

static bool lives(pid_t pid)
{
	return !kill(pid, 0) || errno != ESRCH;
}

static void sweep_one(int base, const char *name, pid_t own)
{
	CLEANUP_ERROR struct error err = { 0 };
	pid_t pid = run_folder_pid(name);
	if (!pid || (pid != own && lives(pid)))
		return;
	CLEANUP_CLOSE int fd = run_folder_open_at(base, name);
	if (fd < 0 || run_folder_check(fd, name, false, &err))
		return;
	/* Held until it is gone, so that two who sweep don't get in each other's way. */
	if (!flock(fd, LOCK_EX | LOCK_NB))
		run_folder_remove_at(base, name, fd);
}

void run_folder_sweep(int base, pid_t own)
{
	int fd = run_folder_open_at(base, ".");
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	if (!folder) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (struct dirent *entry; (entry = readdir(folder));)
		sweep_one(base, entry->d_name, own);
	closedir(folder);
}

void run_folder_remove(const struct run_folder *folder)
{
	const char *name = strrchr(folder->path, '/');
	char base_path[RUN_FOLDER_PATH] = { 0 };
	if (folder->fd < 0 || !name || name == folder->path)
		return;
	memcpy(base_path, folder->path, (size_t)(name - folder->path));
	CLEANUP_CLOSE int base = run_folder_open_at(AT_FDCWD, base_path);
	struct stat there, ours;
	if (base < 0 || fstatat(base, name + 1, &there, AT_SYMLINK_NOFOLLOW) ||
	    fstat(folder->fd, &ours) || there.st_ino != ours.st_ino || there.st_dev != ours.st_dev)
		return;
	run_folder_remove_at(base, name + 1, folder->fd);
}

void run_folder_close(struct run_folder *folder)
{
	if (folder->fd >= 0)
		close(folder->fd);
	*folder = RUN_FOLDER_NONE;
}
