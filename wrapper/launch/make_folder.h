/* SPDX-License-Identifier: MIT */
/*
 * The folder that `make-folder` names: for sockets below a /run that is empty at every start, where
 * QEMU itself makes none.
 */
#ifndef LAUNCH_MAKE_FOLDER_H
#define LAUNCH_MAKE_FOLDER_H

#include "base/error.h"

/** Makes the folder `path`, mode 0770 less the umask, unless it is there; what it is in must exist.
 * `source` says who wants it. If it is there, but this user can't write to it, it is made anew
 * where that is possible, and else that is an error. */
int make_folder(const char *path, const char *source, struct error *err);

#endif
