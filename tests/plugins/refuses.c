/* SPDX-License-Identifier: MIT */
/*
 * Its hook `phase` fails. The rewrite hook first does one of each thing that must be undone then.
 */
#include <qemu-wrapper/plugin.h>

#include <string.h>

static int fail(struct qw_context *ctx, const char *phase)
{
	if (strcmp(qw_string(ctx, "phase"), phase))
		return 0;
	if (!strcmp(qw_string(ctx, "how"), "number"))
		return -ENOSPC;
	if (!strcmp(qw_string(ctx, "how"), "odd"))
		return 77;
	const char *text = qw_string(ctx, "text");
	return text ? qw_error(ctx, EACCES, "%s", text)
		    : qw_error(ctx, EACCES, "refused in %s on purpose", phase);
}

static int open_hook(struct qw_context *ctx)
{
	return fail(ctx, "open");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const struct qw_field field = { "trace", QW_FIELD_NUMBER, 0, NULL, 1 };
	struct qw_option *memory = qw_find(cmd, "m[*]");
	qw_note(ctx, QW_WARNING, "%s", qw_string(ctx, "note"));
	qw_fact(ctx, "refuses", &field, 1);
	int status = qw_add(cmd, "name", "refuses", 0, "a trace");
	if (!status && memory)
		status = qw_remove(cmd, memory, 0, "another trace");
	if (!status)
		status = qw_set_env(cmd, "QW_TEST_REFUSES", "1", 0, "a third trace");
	return status ? status : fail(ctx, "rewrite");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return fail(ctx, "check");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return fail(ctx, "launch");
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)cmd;
	(void)outcome;
	return fail(ctx, "outcome");
}

static const struct qw_option_spec options[] = {
	{ "phase", QW_ENUM, "check", "which hook fails", "open rewrite check launch outcome none" },
	{ "text", QW_STRING, NULL, "the message" },
	{ "note", QW_STRING, "note of refuses", "a warning of the rewrite hook" },
	{ "how", QW_ENUM, "message", "how it fails", "message number odd" },
	{ 0 },
};

QW_PLUGIN(.name = "refuses", .version = "1.0", .summary = "fails in the hook that is asked for",
	  .options = options, .open = open_hook, .rewrite = rewrite, .check = check,
	  .launch = launch, .outcome = outcome);
