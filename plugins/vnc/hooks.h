/* SPDX-License-Identifier: MIT */
/*
 * The hooks, one file each: rewrite.c makes of the line what was meant, check.c tells what will
 * listen and who can reach it.
 */
#ifndef VNC_HOOKS_H
#define VNC_HOOKS_H

#include <qemu-wrapper/plugin.h>

int vnc_rewrite(struct qw_context *ctx, struct qw_command *cmd);
int vnc_check(struct qw_context *ctx, const struct qw_command *cmd);

#endif
