/* SPDX-License-Identifier: MIT */
/* Has a variable of each thread at a place that is fixed when the program starts. */
#include <qemu-wrapper/plugin.h>

static __thread __attribute__((tls_model("initial-exec"))) int calls;

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return ++calls < 0;
}

QW_PLUGIN(.name = "static-tls", .version = "1.0", .summary = "counts", .rewrite = rewrite);
