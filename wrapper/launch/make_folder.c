/* SPDX-License-Identifier: MIT */
#include "launch/make_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int check(const char *path, const char *source, struct error *err)
{
	struct stat found;
	if (stat(path, &found) < 0)
		return error_set(err, errno, "%s, make-folder: can't look at %s: %s", source, path,
				 strerror(errno));
	if (!S_ISDIR(found.st_mode))
		return error_set(err, ENOTDIR, "%s, make-folder: %s is no folder", source, path);
	if (faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) < 0)
		return error_set(err, errno,
				 "%s, make-folder: user %u can't write to %s (owner %u, group %u, "
				 "mode %04o): %s",
				 source, (unsigned int)geteuid(), path, (unsigned int)found.st_uid,
				 (unsigned int)found.st_gid, (unsigned int)found.st_mode & 07777,
				 strerror(errno));
	return 0;
}

int make_folder(const char *path, const char *source, struct error *err)
{
	if (!mkdir(path, 0770))
		return 0;
	if (errno == EEXIST)
		return check(path, source, err);
	/* What is missing is a place that may be written to, which only the caller can give. */
	return error_set(err, errno,
			 "%s, make-folder: can't make %s: %s; in a container, give it a place that "
			 "user %u may write to: --tmpfs of the folder that this is in, in "
			 "Kubernetes an emptyDir",
			 source, path, strerror(errno), (unsigned int)geteuid());
}
