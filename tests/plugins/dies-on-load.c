/* SPDX-License-Identifier: MIT */
/* Kills the process that loads it. */
#include <qemu-wrapper/plugin.h>
#include <signal.h>

__attribute__((constructor)) static void die(void)
{
	raise(SIGKILL);
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return 0;
}

QW_PLUGIN(.name = "dies-on-load", .summary = "kills whoever loads it", .check = check);
