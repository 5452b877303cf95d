/* SPDX-License-Identifier: MIT */
/* Writes one line to the file that QW_TEST_TRACE names, in the hook `phase`, and waits for a signal
 * that ends the process. */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int wait_in(struct qw_context *ctx, const char *phase)
{
	if (strcmp(qw_string(ctx, "phase"), phase))
		return 0;
	int fd = open(getenv("QW_TEST_TRACE"), O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "waiting\n", 8) != 8)
		return -EIO;
	for (;;)
		pause();
}

static int open_hook(struct qw_context *ctx)
{
	return wait_in(ctx, "open");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	return wait_in(ctx, "rewrite");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return wait_in(ctx, "check");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return wait_in(ctx, "launch");
}

static const struct qw_option_spec options[] = {
	{ "phase", QW_ENUM, "rewrite", "in which hook", "open rewrite check launch" },
	{ 0 },
};

QW_PLUGIN(.name = "waits", .version = "1.0", .summary = "waits for a signal", .options = options,
	  .open = open_hook, .rewrite = rewrite, .check = check, .launch = launch);
