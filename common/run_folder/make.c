/* SPDX-License-Identifier: MIT */
#include "run_folder/inner.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* mkdir(2) minus what the umask takes away. In /run, $XDG_RUNTIME_DIR and a base of ours nobody
 * else changes what we have made. */
static int make_private(int parent, const char *name)
{
	if (mkdirat(parent, name, 0700))
		return -errno;
	return fchmodat(parent, name, 0700, 0) ? -errno : 0;
}

static int open_base(const char *base, struct error *err)
{
	int status = make_private(AT_FDCWD, base);
	if (status && status != -EEXIST)
		return error_set(err, -status, "can't make %s: %s", base, strerror(-status));
	CLEANUP_CLOSE int fd = run_folder_open_at(AT_FDCWD, base);
	if (fd < 0)
		return error_set(err, -fd, "can't open %s: %s", base, strerror(-fd));
	status = run_folder_check(fd, base, true, err);
	if (status)
		return status;
	if (faccessat(fd, ".", W_OK, AT_EACCESS))
		return error_set(err, errno, "can't write to %s: %s", base, strerror(errno));
	int result = fd;
	fd = -1;
	return result;
}

static bool is_held(int base, const char *name)
{
	CLEANUP_CLOSE int fd = run_folder_open_at(base, name);
	return fd >= 0 && run_folder_is_held(fd);
}

static int make_folder(int base, const char *base_path, const char *name, struct run_folder *ret,
		       struct error *err)
{
	int length = snprintf(ret->path, sizeof(ret->path), "%s/%s", base_path, name);
	if (length < 0 || (size_t)length >= sizeof(ret->path))
		return error_set(err, ENAMETOOLONG, "%s/%s is too long for the path of a socket",
				 base_path, name);
	int status = make_private(base, name);
	/* What was there and nobody held has been swept, if we could. */
	if (status == -EEXIST && !is_held(base, name))
		return error_set(err, EEXIST,
				 "%s is left of another supervisor and can't be removed: it has "
				 "files that are not known, or belongs to somebody else; remove it",
				 ret->path);
	if (status == -EEXIST)
		return error_set(
			err, EBUSY,
			"%s is in use by another supervisor: give each container a /run of "
			"its own",
			ret->path);
	if (status)
		return error_set(err, -status, "can't make %s: %s", ret->path, strerror(-status));
	ret->fd = run_folder_open_at(base, name);
	if (ret->fd < 0) {
		status = ret->fd;
		unlinkat(base, name, AT_REMOVEDIR);
		return error_set(err, -status, "can't open %s: %s", ret->path, strerror(-status));
	}
	status = run_folder_make_lock(ret, err);
	if (status) {
		run_folder_remove_at(base, name, ret->fd);
		run_folder_close(ret);
	}
	return status;
}

int run_folder_make(const char *const *bases, pid_t pid, struct run_folder *ret, struct error *err)
{
	CLEANUP_ERROR struct error all = { 0 };
	struct run_folder made = RUN_FOLDER_NONE;
	char name[16];
	snprintf(name, sizeof(name), "%ld", (long)pid);
	for (; *bases; bases++) {
		CLEANUP_ERROR struct error one = { 0 };
		CLEANUP_CLOSE int base = open_base(*bases, &one);
		if (base < 0) {
			/* All of them are told: only one has to be put right. */
			error_prefix(&one, "%s%s", all.code ? error_text(&all) : "",
				     all.code ? "; " : "");
			error_clear(&all);
			error_set(&all, one.code, "%s", error_text(&one));
			continue;
		}
		run_folder_sweep(base, pid);
		int status = make_folder(base, *bases, name, &made, err);
		if (!status)
			*ret = made;
		return status;
	}
	return error_set(err, all.code ? all.code : ENOENT,
			 "no folder for the sockets of the supervisor: %s; make /run writable, or "
			 "set XDG_RUNTIME_DIR to a folder of your own",
			 error_text(&all));
}
