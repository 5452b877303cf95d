/* SPDX-License-Identifier: MIT */
/* One option of each type; says what it got. */
#include <qemu-wrapper/plugin.h>

static const char *or_none(const char *text)
{
	return text ? text : "(none)";
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	qw_note(ctx, QW_INFO, "bool=%d int=%lld size=%lld time=%lld", qw_bool(ctx, "bool"),
		(long long)qw_int(ctx, "int"), (long long)qw_int(ctx, "size"),
		(long long)qw_int(ctx, "time"));
	qw_note(ctx, QW_INFO, "enum=%s string=%s path=%s", or_none(qw_string(ctx, "enum")),
		or_none(qw_string(ctx, "string")), or_none(qw_string(ctx, "path")));
	const char *item, *source;
	for (size_t i = 0; (item = qw_item(ctx, "list", i, &source)); i++)
		qw_note(ctx, QW_INFO, "list=%s from %s", item, or_none(source));
	return 0;
}

static const struct qw_option_spec options[] = {
	{ "bool", QW_BOOL, "on", "a flag" },
	{ "int", QW_INT, "-3", "a number", NULL, -10, 10 },
	{ "size", QW_SIZE, "2G", "a size", NULL, 1, INT64_MAX },
	{ "time", QW_TIME, "1500ms", "a span" },
	{ "enum", QW_ENUM, "warn", "a word", "allow warn deny" },
	{ "string", QW_STRING, NULL, "a text" },
	{ "path", QW_PATH, NULL, "a file" },
	{ "list", QW_LIST, NULL, "some texts" },
	{ 0 },
};

QW_PLUGIN(.name = "typed", .version = "1.2", .summary = "has an option of each type",
	  .options = options, .rewrite = rewrite);
