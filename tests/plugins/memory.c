/* SPDX-License-Identifier: MIT */
/* The example of the public header, word for word. */
#include <qemu-wrapper/plugin.h>

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	struct qw_option *memory = qw_find(cmd, "m[*]");
	return memory ? 0
		      : qw_add(cmd, "m", qw_string(ctx, "default"), QW_GUEST_VISIBLE,
			       "no memory size was given");
}

static const struct qw_option_spec options[] = {
	{ "default", QW_SIZE, "2G", "size when -m is missing" },
	{ 0 },
};

QW_PLUGIN(.name = "memory", .summary = "gives guests a memory size", .options = options,
	  .rewrite = rewrite);
