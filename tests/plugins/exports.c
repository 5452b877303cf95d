/* SPDX-License-Identifier: MIT */
/* Shows others more than its descriptor. */
#include <qemu-wrapper/plugin.h>

QW_EXPORT int helper_of_everybody(void);
QW_EXPORT int helper_of_everybody(void)
{
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return helper_of_everybody();
}

QW_PLUGIN(.name = "exports", .version = "1.0", .summary = "has symbols that others see",
	  .rewrite = rewrite);
