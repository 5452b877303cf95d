/* SPDX-License-Identifier: MIT */
/* Calls a function that exists nowhere: found out when it is loaded, not when it is called. */
#include <qemu-wrapper/plugin.h>

int qw_test_function_of_nobody(void);

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return qw_test_function_of_nobody();
}

QW_PLUGIN(.name = "unresolved", .summary = "calls what isn't there", .rewrite = rewrite);
