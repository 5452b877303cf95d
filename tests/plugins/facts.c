/* SPDX-License-Identifier: MIT */
/* Publishes facts with a field of each kind, and a note of each level in each hook. */
#include <qemu-wrapper/plugin.h>

static void leave_notes(struct qw_context *ctx, const char *phase)
{
	qw_note(ctx, QW_INFO, "info of %s", phase);
	qw_note(ctx, QW_WARNING, "warning of %s", phase);
}

static int open_hook(struct qw_context *ctx)
{
	leave_notes(ctx, "open");
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const struct qw_field fields[] = {
		{ "text", QW_FIELD_TEXT, 0, "h\xc3\xa9 \"quoted\"\nline", 0 },
		{ "bytes", QW_FIELD_TEXT, 0, "\xff\xfe", 0 },
		{ "number", QW_FIELD_NUMBER, 0, NULL, INT64_MIN },
		{ "yes", QW_FIELD_BOOL, 0, NULL, 1 },
		{ "no", QW_FIELD_BOOL, 0, NULL, 0 },
		{ "nothing", QW_FIELD_NONE, 0, NULL, 0 },
	};
	const struct qw_field second = { "number", QW_FIELD_NUMBER, 0, NULL, 2 };
	(void)cmd;
	leave_notes(ctx, "rewrite");
	int status = qw_fact(ctx, "kinds", fields, sizeof(fields) / sizeof(fields[0]));
	return status ? status : qw_fact(ctx, "kinds", &second, 1);
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	const struct qw_field none = { "none", QW_FIELD_NONE, 0, NULL, 0 };
	(void)cmd;
	leave_notes(ctx, "check");
	return qw_fact(ctx, "checked", &none, 1);
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	leave_notes(ctx, "launch");
	return 0;
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)cmd;
	(void)outcome;
	leave_notes(ctx, "outcome");
	return 0;
}

QW_PLUGIN(.name = "facts", .version = "1.0", .summary = "publishes facts and notes",
	  .open = open_hook, .rewrite = rewrite, .check = check, .launch = launch,
	  .outcome = outcome);
