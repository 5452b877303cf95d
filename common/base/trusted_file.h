/* SPDX-License-Identifier: MIT */
/*
 * Files whose content decides what is run: configuration and plugins. They are opened once, and
 * what was checked through the descriptor is what is used.
 */
#ifndef BASE_TRUSTED_FILE_H
#define BASE_TRUSTED_FILE_H

#include "base/error.h"

#include <sys/stat.h>

/**
 * Opens a file for reading and checks it: regular, owned by root or by us, not writable by others.
 * Writable by a group is accepted only if it is group 0 or our own: container images made for
 * arbitrary users are group 0, and many distributions give everybody a group of their own.
 * In a user namespace where the owner is unknown, that of our own program must be unknown, too; who
 * it really is can't be told.
 * Returns a close-on-exec descriptor, or -ENOENT, -EACCES..., -EPERM: not trustworthy,
 * -EINVAL: not a regular file. A FIFO or a device can't block it.
 */
int trusted_file_open(const char *path, struct error *err);

/** The same rule for the owner and mode of any file or folder; `what` stands before its path in the
 * message, such as "" or "its folder ". -EPERM. */
int trusted_owner_check(const struct stat *st, const char *what, const char *path,
			struct error *err);

#endif
