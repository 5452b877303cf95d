/* SPDX-License-Identifier: MIT */
/*
 * Built with a header of the future, in which all that can be longer is: it uses what today's host
 * doesn't know and says what becomes of it. TYPE is the type of its option "future".
 */
#include <qemu-wrapper/plugin.h>

#include <stdlib.h>

#ifndef TYPE
#define TYPE QW_STRING
#endif

static int open_hook(struct qw_context *ctx)
{
	qw_note(ctx, QW_INFO, "options: %s %lld %s", qw_string(ctx, "first"),
		(long long)qw_int(ctx, "second"), qw_string(ctx, "future"));
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const struct qw_field fields[] = {
		{ .name = "size", .kind = QW_FIELD_NUMBER, .number = 7, .unit = "GiB" },
		{ .name = "color", .kind = QW_FIELD_TEXT, .text = "red", .unit = "none" },
	};
	struct qw_option *m = qw_find(cmd, "m");
	if (QW_HOST_HAS(cmd->host, shuffle))
		return cmd->host->shuffle(cmd, "why");
	qw_note(ctx, QW_INFO, "no shuffle");
	int status = qw_fact(ctx, "fact", fields, 2);
	return status ? status : qw_set(cmd, m, "size", "2G", QW_GUEST_VISIBLE | QW_SOFTLY, "why");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct qw_change change = { .author = "nobody", .time = 7 };
	const struct qw_field *fields = NULL;
	const char *plugin, *key;
	size_t count = 0;
	qw_note(ctx, QW_INFO, "fact %d", qw_fact_at(cmd, 0, &plugin, &key, &fields, &count));
	for (size_t i = 0; i < count; i++)
		qw_note(ctx, QW_INFO, "field %s %lld %s, unit %s", fields[i].name,
			(long long)fields[i].number, fields[i].text ? fields[i].text : "-",
			fields[i].unit ? fields[i].unit : "absent");
	qw_note(ctx, QW_INFO, "change %d", qw_change_at(cmd, 0, &change));
	qw_note(ctx, QW_INFO, "change of %s flags %u, author %s, time %lld", change.option,
		(unsigned)change.flags, change.author ? change.author : "absent",
		(long long)change.time);
	return 0;
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *what)
{
	(void)cmd;
	qw_note(ctx, QW_WARNING, "outcome %u, advice %s", (unsigned)what->kind,
		QW_OUTCOME_HAS(what, advice) ? "given" : "absent");
	return 0;
}

static int stop(struct qw_context *ctx)
{
	(void)ctx;
	abort();
}

static const struct qw_option_spec options[] = {
	{ "first", QW_STRING, "one", "a text", NULL, 0, 0, "1.0", "general", 1 },
	{ "second", QW_INT, "2", "a number", NULL, 1, 9, "1.0", "general", 2 },
	{ "future", TYPE, "three", "of a type of the future", NULL, 0, 0, "1.0", "other", 3 },
	{ NULL, 0, NULL, NULL, NULL, 0, 0, NULL, NULL, 0 },
};

QW_PLUGIN(.name = "longer", .summary = "a plugin of the future", .flags = QW_ON_STOP,
	  .options = options, .open = open_hook, .rewrite = rewrite, .check = check,
	  .outcome = outcome, .stop = stop, .needs = "something");
