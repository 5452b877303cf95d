/* SPDX-License-Identifier: MIT */
/*
 * The hook: adds -m and -smp to lines that choose none, each as large as what is allowed here.
 */
#ifndef SIZE_REWRITE_H
#define SIZE_REWRITE_H

#include <qemu-wrapper/plugin.h>

int size_rewrite(struct qw_context *ctx, struct qw_command *cmd);

#endif
