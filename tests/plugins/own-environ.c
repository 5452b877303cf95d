/* SPDX-License-Identifier: MIT */
/* Every hook changes the environment of the process, by the function that `call` names. */
#include <qemu-wrapper/plugin.h>

#include <stdlib.h>
#include <string.h>

static int change(struct qw_context *ctx)
{
	static char entry[] = "QW_TEST_OWN=put";
	const char *call = qw_string(ctx, "call");
	int status = 0;
	if (!strcmp(call, "setenv"))
		status = setenv("QW_TEST_OWN", "set", 1) | setenv("QW_TEST_MORE", "set", 1);
	else if (!strcmp(call, "putenv"))
		status = putenv(entry);
	else if (!strcmp(call, "unsetenv"))
		status = unsetenv("QW_TEST_OWN");
	else
		status = clearenv();
	return status ? -EINVAL : 0;
}

static int open_hook(struct qw_context *ctx)
{
	return change(ctx);
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *seen = qw_env(cmd, "QW_TEST_OWN");
	qw_note(ctx, QW_INFO, "QW_TEST_OWN=%s", seen ? seen : "(unset)");
	return change(ctx);
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return change(ctx);
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return change(ctx);
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)cmd;
	(void)outcome;
	return change(ctx);
}

static void close_hook(struct qw_context *ctx)
{
	change(ctx);
}

static const struct qw_option_spec options[] = {
	{ "call", QW_ENUM, "setenv", "which function", "setenv putenv unsetenv clearenv" },
	{ 0 },
};

QW_PLUGIN(.name = "own-environ", .version = "1.0", .summary = "calls setenv(3) and the like",
	  .options = options, .open = open_hook, .rewrite = rewrite, .check = check,
	  .launch = launch, .outcome = outcome, .close = close_hook);
