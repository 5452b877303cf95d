/* SPDX-License-Identifier: MIT */
/* A small plugin, built many times under different names: looks for one option, changes nothing. */
#include <qemu-wrapper/plugin.h>

#include <errno.h>

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	if (!qw_find(cmd, "readconfig[*]"))
		return 0;
	return qw_error(ctx, EINVAL, "this plugin is made for lines without -readconfig");
}

QW_PLUGIN(.name = NAME, .version = "1.0", .summary = "one of many", .rewrite = rewrite);
