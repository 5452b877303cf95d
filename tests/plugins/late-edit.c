/* SPDX-License-Identifier: MIT */
/* Tries to edit the line, a variable or to reserve a descriptor in a hook that may not. */
#include <qemu-wrapper/plugin.h>

#include <string.h>

static int edit(struct qw_context *ctx, const char *phase, const struct qw_command *cmd)
{
	struct qw_command *line = (struct qw_command *)(uintptr_t)cmd;
	const char *what = qw_string(ctx, "what");
	int status;
	if (strcmp(qw_string(ctx, "phase"), phase))
		return 0;
	if (!strcmp(what, "add"))
		status = qw_add(line, "snapshot", NULL, 0, "too late");
	else if (!strcmp(what, "set-env"))
		status = qw_set_env(line, "QW_TEST_LATE", "1", 0, "too late");
	else
		status = qw_reserve_fd(line, "too late");
	if (status == -EPERM)
		qw_note(ctx, QW_WARNING, "not permitted");
	/* The failed edit fails the hook, whatever is returned. */
	return 0;
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	return edit(ctx, "check", cmd);
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	return edit(ctx, "launch", cmd);
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)outcome;
	return edit(ctx, "outcome", cmd);
}

static const struct qw_option_spec options[] = {
	{ "phase", QW_ENUM, "check", "which hook tries", "check launch outcome" },
	{ "what", QW_ENUM, "add", "what it tries", "add set-env reserve-fd" },
	{ 0 },
};

QW_PLUGIN(.name = "late-edit", .version = "1.0", .summary = "edits where it may not",
	  .options = options, .check = check, .launch = launch, .outcome = outcome);
