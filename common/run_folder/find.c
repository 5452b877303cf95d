/* SPDX-License-Identifier: MIT */
#include "run_folder/inner.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

int run_folder_open(const char *path, struct run_folder *ret, struct error *err)
{
	CLEANUP_RUN_FOLDER struct run_folder folder = RUN_FOLDER_NONE;
	if (strlen(path) >= sizeof(folder.path))
		return error_set(err, ENAMETOOLONG, "%s is too long for the path of a socket",
				 path);
	snprintf(folder.path, sizeof(folder.path), "%s", path);
	folder.fd = run_folder_open_at(AT_FDCWD, path);
	if (folder.fd < 0)
		return error_set(err, -folder.fd, "can't open %s: %s", path, strerror(-folder.fd));
	/* root may look after the guests of others. */
	if (geteuid() && run_folder_check(folder.fd, path, false, err))
		return -err->code;
	*ret = folder;
	folder.fd = -1;
	return 0;
}

int run_folder_hold(const struct run_folder *folder, struct error *err)
{
	/* Who looks whether it is held holds it for a moment. */
	for (int tries = 0; flock(folder->fd, LOCK_EX | LOCK_NB); tries++) {
		if (errno == EWOULDBLOCK && tries < 100) {
			nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
			continue;
		}
		int code = errno == EWOULDBLOCK ? EBUSY : errno;
		return error_set(err, code, "can't lock %s: %s", folder->path, strerror(code));
	}
	return 0;
}

/* What the search through all bases has found so far. */
struct search {
	struct run_folder found;
	size_t count;
};

static void search_one(struct search *search, const char *base, const char *name)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_RUN_FOLDER struct run_folder folder = RUN_FOLDER_NONE;
	char path[RUN_FOLDER_PATH];
	int length = snprintf(path, sizeof(path), "%s/%s", base, name);
	if (!run_folder_pid(name) || length < 0 || (size_t)length >= sizeof(path) ||
	    run_folder_open(path, &folder, &err) || !run_folder_is_held(folder.fd))
		return;
	if (search->count++)
		return;
	search->found = folder;
	folder.fd = -1;
}

static void search_base(struct search *search, const char *base)
{
	DIR *folder = opendir(base);
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));)
		search_one(search, base, entry->d_name);
	closedir(folder);
}

int run_folder_find(const char *const *bases, pid_t pid, struct run_folder *ret, struct error *err)
{
	CLEANUP_RUN_FOLDER struct run_folder unused = RUN_FOLDER_NONE;
	struct search search = { .found = RUN_FOLDER_NONE };
	char name[16];
	snprintf(name, sizeof(name), "%ld", (long)pid);
	for (; *bases; bases++) {
		if (pid)
			search_one(&search, *bases, name);
		else
			search_base(&search, *bases);
	}
	if (search.count == 1) {
		*ret = search.found;
		return 0;
	}
	unused = search.found;
	if (search.count)
		return error_set(err, ENOTUNIQ,
				 "%zu supervised QEMUs run here: name the process id "
				 "of a supervisor",
				 search.count);
	if (pid)
		return error_set(err, ENOENT, "process %ld is no supervisor of a QEMU of yours",
				 (long)pid);
	return error_set(err, ENOENT, "no supervised QEMU runs here (supervise = yes)");
}
