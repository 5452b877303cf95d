/* SPDX-License-Identifier: MIT */
/*
 * The file of the option password-file. QEMU reads it again, and takes all of its bytes for the
 * password; here is found out whether that is what was meant. Nothing of the content is ever told.
 */
#ifndef VNC_PASSWORD_FILE_H
#define VNC_PASSWORD_FILE_H

#include <qemu-wrapper/plugin.h>
#include <stdbool.h>

/* VNC's authentication takes no more of a password. */
#define PASSWORD_BYTES 8

/* Why the `length` bytes can't be the password; NULL: they can. A NUL stands behind them. */
const char *password_refusal(const char *bytes, size_t length);

/* True if what counts for nothing is more than a line break. */
bool password_is_cut(const char *bytes, size_t length);

/* 0, with a warning or note where one is due; or what qw_error() returned. */
int password_file_check(struct qw_context *ctx, const char *path);

#endif
