/* SPDX-License-Identifier: MIT */
/* Its hook `phase` calls exit(0); so does its constructor, if QW_TEST_EXITS is set. */
#include <qemu-wrapper/plugin.h>

#include <stdlib.h>
#include <string.h>

static void __attribute__((constructor)) construct(void)
{
	if (getenv("QW_TEST_EXITS"))
		exit(0);
}

static int leave(struct qw_context *ctx, const char *phase)
{
	if (!strcmp(qw_string(ctx, "phase"), phase))
		exit(0);
	return 0;
}

static int open_hook(struct qw_context *ctx)
{
	return leave(ctx, "open");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	return leave(ctx, "rewrite");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return leave(ctx, "check");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return leave(ctx, "launch");
}

static const struct qw_option_spec options[] = {
	{ .name = "phase", .type = QW_STRING, .default_value = "" },
	{ 0 },
};

QW_PLUGIN(.name = "exits", .summary = "ends the process", .options = options, .open = open_hook,
	  .rewrite = rewrite, .check = check, .launch = launch);
