/* SPDX-License-Identifier: MIT */
/* Ids for what a plugin adds. */
#ifndef LINE_FREE_ID_H
#define LINE_FREE_ID_H

#include <qemu-wrapper/plugin.h>

enum { FREE_ID_MAX = 48 };

/** The wanted id, or one with a number behind it that none of the options has; they end with NULL.
 * It is a short word of ours. */
void free_id(const struct qw_command *cmd, const char *const *options, const char *wanted,
	     char ret_id[FREE_ID_MAX]);

#endif
