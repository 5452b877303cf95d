/* SPDX-License-Identifier: MIT */
/*
 * Every function, macro and type of the public header once, as a plugin would write it. Compiled as
 * C99, C17, C++17 and others with all warnings; never run.
 */
#include <qemu-wrapper/plugin.h>

static int open_hook(struct qw_context *ctx)
{
	const char *source;
	ctx->state = NULL;
	if (!qw_string(ctx, "a") || !qw_source(ctx, "a") || !qw_item(ctx, "a", 0, &source))
		return qw_error(ctx, EINVAL, "%s", "no text");
	if (!qw_string(ctx, "d"))
		return qw_error_text(ctx, EINVAL, "no text");
	qw_note_text(ctx, QW_INFO, "a text");
	return qw_bool(ctx, "b") + (qw_int(ctx, "c") > 0);
}

static void look(const struct qw_command *cmd)
{
	const char *key, *value;
	struct qw_option *opt = qw_find(cmd, "m[*]");
	opt = qw_next(cmd, "device", opt);
	(void)qw_name(cmd, opt);
	(void)qw_spelling(cmd, opt);
	(void)qw_value(cmd, opt);
	(void)qw_origin(cmd, opt);
	(void)(qw_flags(cmd, opt) & (QW_UNCERTAIN | QW_INCOMPLETE | QW_JSON));
	(void)qw_index(cmd, opt);
	(void)qw_owner(cmd, opt, "size");
	(void)qw_get(cmd, opt, "size");
	(void)qw_property(cmd, opt, 0, &key, &value);
	(void)(qw_line(cmd) & (QW_LINE_PRINTS | QW_LINE_PROBES | QW_LINE_MANAGED));
	(void)qw_manager(cmd);
	(void)qw_program(cmd);
	(void)qw_program_name(cmd);
	(void)qw_host_version(cmd);
	(void)qw_process(cmd);
	(void)qw_env(cmd, "HOME");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	static const struct qw_word words[] = { { "-S", "QEMU_ARGS" } };
	struct qw_option *opt = qw_find(cmd, "m[*]");
	uint32_t flags = QW_GUEST_VISIBLE | QW_BOOLEAN | QW_NUMBER;
	look(cmd);
	qw_note(ctx, QW_WARNING, "%d", 1);
	if (QW_HOST_HAS(cmd->host, redact))
		(void)qw_add(cmd, "m", "1G", flags, "why");
	(void)qw_add_before(cmd, opt, "m", "1G", 0, "why");
	(void)qw_add_after(cmd, opt, "m", "1G", 0, "why");
	(void)qw_add_words(cmd, 1, words, 1, "why");
	(void)qw_set(cmd, opt, "size", "1G", 0, "why");
	(void)qw_set_at(cmd, opt, 0, "1G", 0, "why");
	(void)qw_replace(cmd, opt, "1G", 0, "why");
	(void)qw_unset(cmd, opt, "size", 0, "why");
	(void)qw_remove(cmd, opt, 0, "why");
	(void)qw_set_env(cmd, "A", "b", 0, "why");
	(void)qw_unset_env(cmd, "A", 0, "why");
	return qw_reserve_fd(cmd, "why");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct qw_change change;
	const struct qw_field *fields;
	const char *plugin, *text;
	uint32_t level;
	size_t count;
	struct qw_field field = { "port", QW_FIELD_NUMBER, 0, NULL, 5900 };
	(void)qw_argument(cmd, QW_ORIGINAL, 0, &text);
	(void)qw_argument(cmd, QW_FINAL, 0, NULL);
	(void)qw_change_at(cmd, 0, &change);
	(void)qw_fact_at(cmd, 0, &plugin, &text, &fields, &count);
	(void)qw_note_at(cmd, 0, &plugin, &level, &text);
	(void)qw_redact(cmd, "vnc", "password");
	(void)qw_redact_property(cmd, "spice", "password", "a");
	return qw_fact(ctx, "endpoint", &field, 1);
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return qw_fill_fd(ctx, 3, 0);
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *what)
{
	(void)ctx;
	(void)cmd;
	return !QW_OUTCOME_HAS(what, phase) || what->kind == QW_STARTING ||
	       what->kind == QW_REFUSED || what->kind == QW_FAILED;
}

static void close_hook(struct qw_context *ctx)
{
	ctx->state = NULL;
}

#ifndef __cplusplus
QW_PLUGIN(.name = "every-function", .flags = QW_ON_PROBES, .open = open_hook, .rewrite = rewrite,
	  .check = check, .launch = launch, .outcome = outcome, .close = close_hook);
#else
static constexpr qw_plugin describe()
{
	qw_plugin plugin = qw_describe("every-function", "", "");
	plugin.flags = QW_ON_PROBES;
	plugin.open = open_hook;
	plugin.rewrite = rewrite;
	plugin.check = check;
	plugin.launch = launch;
	plugin.outcome = outcome;
	plugin.close = close_hook;
	return plugin;
}

QW_PLUGIN(describe());
#endif
