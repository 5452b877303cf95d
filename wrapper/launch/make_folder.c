/* SPDX-License-Identifier: MIT */
#include "launch/make_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* podman fills a tmpfs with copies of the image's folders, in which the group may no longer write.
 * An empty one that may be removed can as well be made anew. */
static bool replace(const char *path)
{
	return !rmdir(path) && !mkdir(path, 0770);
}

/* What is missing is a place that may be written to, which only the caller can give. */
#define ADVICE                                                                                    \
	"in a container give it one that user %u may write to: --tmpfs of the folder that it is " \
	"in, in Kubernetes an emptyDir"

static int check(const char *path, const char *source, struct error *err)
{
	struct stat found;
	unsigned int user = geteuid();
	if (stat(path, &found) < 0)
		return error_set(err, errno, "%s, make-folder: can't look at %s: %s", source, path,
				 strerror(errno));
	if (!S_ISDIR(found.st_mode))
		return error_set(err, ENOTDIR, "%s, make-folder: %s is no folder", source, path);
	if (!faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS))
		return 0;
	int why = errno;
	if (replace(path))
		return 0;
	return error_set(err, why,
			 "%s, make-folder: user %u can't write to %s (owner %u, group %u, mode "
			 "%04o): %s; " ADVICE,
			 source, user, path, (unsigned int)found.st_uid, (unsigned int)found.st_gid,
			 (unsigned int)found.st_mode & 07777, strerror(why), user);
}

int make_folder(const char *path, const char *source, struct error *err)
{
	if (!mkdir(path, 0770))
		return 0;
	if (errno == EEXIST)
		return check(path, source, err);
	return error_set(err, errno, "%s, make-folder: can't make %s: %s; " ADVICE, source, path,
			 strerror(errno), (unsigned int)geteuid());
}
