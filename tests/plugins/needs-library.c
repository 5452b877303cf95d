/* SPDX-License-Identifier: MIT */
/* Linked with libm without using it; tests rename the library that a copy of this file needs. */
#include <qemu-wrapper/plugin.h>

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return 0;
}

QW_PLUGIN(.name = "needs-library", .summary = "needs another library", .check = check);
