/* SPDX-License-Identifier: MIT */
/* The smallest plugin in C. Built as C99 and as C17, each with a NAME of its own. */
#include <qemu-wrapper/plugin.h>

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	qw_note(ctx, QW_INFO, "host %s", qw_host_version(cmd));
	return 0;
}

QW_PLUGIN(.name = NAME, .summary = "the smallest plugin in C", .check = check);
