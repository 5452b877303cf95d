/* SPDX-License-Identifier: MIT */
/*
 * A plugin that uses everything the public header offers: each function, hook, option type and
 * structure. What it is told goes to the file that QW_TEST_TRACE names, line by line. A copy is
 * frozen with each version of the interface and must go on saying the same: nothing here may depend
 * on where the test runs, or on the host's version.
 */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

QW_PRINTF(1, 2) static void say(const char *format, ...)
{
	const char *path = getenv("QW_TEST_TRACE");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return;
	va_list args;
	va_start(args, format);
	vdprintf(fd, format, args);
	va_end(args);
	close(fd);
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static int open_hook(struct qw_context *ctx)
{
	static int state;
	const char *source = NULL;
	ctx->state = &state;
	say("open: bool %d, int %lld, size %lld, time %lld\n", qw_bool(ctx, "a-bool"),
	    (long long)qw_int(ctx, "an-int"), (long long)qw_int(ctx, "a-size"),
	    (long long)qw_int(ctx, "a-time"));
	say("open: enum %s, string %s, path %s, not set %s, unknown %s\n", qw_string(ctx, "refuse"),
	    qw_string(ctx, "a-string"), qw_string(ctx, "a-path"), or_dash(qw_string(ctx, "unset")),
	    or_dash(qw_string(ctx, "unknown")));
	for (size_t i = 0; qw_item(ctx, "a-list", i, &source); i++)
		say("open: item %s from %s\n", qw_item(ctx, "a-list", i, NULL), or_dash(source));
	say("open: sources %s %s\n", or_dash(qw_source(ctx, "an-int")),
	    or_dash(qw_source(ctx, "a-bool")));
	return 0;
}

static void look_at_option(const struct qw_command *cmd, const struct qw_option *opt)
{
	const char *key, *value;
	say("option %s spelled %s value %s from %s flags %u index %lld owner %s\n",
	    qw_name(cmd, opt), qw_spelling(cmd, opt), or_dash(qw_value(cmd, opt)),
	    qw_origin(cmd, opt), (unsigned)qw_flags(cmd, opt), (long long)qw_index(cmd, opt),
	    or_dash(qw_owner(cmd, opt, NULL)));
	for (size_t i = 0; qw_property(cmd, opt, i, &key, &value) == 1; i++)
		say("  %s = %s\n", key, value);
}

static void look(const struct qw_command *cmd)
{
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, "device", opt));)
		look_at_option(cmd, opt);
	look_at_option(cmd, qw_find(cmd, "m"));
	look_at_option(cmd, qw_find(cmd, "image"));
	say("missing %s, machine type %s, mac of n0 %s\n",
	    qw_find(cmd, "smbios[*]") ? "found" : "-", qw_get(cmd, qw_find(cmd, "machine"), "type"),
	    qw_get(cmd, qw_find(cmd, "device[id=n0]"), "mac"));
	say("manager %s, program %s, called %s, version %s, HOME %s, B %s\n",
	    or_dash(qw_manager(cmd)), qw_program(cmd) ? "found" : "-", qw_program_name(cmd),
	    qw_host_version(cmd) ? "known" : "-", qw_env(cmd, "HOME") ? "set" : "-",
	    or_dash(qw_env(cmd, "B")));
	say("process %s\n", qw_process(cmd) ? "known" : "-");
}

static int add(struct qw_command *cmd)
{
	static const struct qw_word words[] = { { "-boot", "FILE:7" }, { "menu=on", "FILE:7" } };
	struct qw_option *m = qw_find(cmd, "m");
	int results[] = {
		qw_add(cmd, "uuid", "00000000-0000-0000-0000-000000000001", QW_GUEST_VISIBLE,
		       "add"),
		qw_add_before(cmd, m, "smp", "2", 0, "add before"),
		qw_add_after(cmd, m, "rtc", "base=utc", 0, "add after"),
		qw_add_words(cmd, 1, words, 2, "add words"),
		qw_set_env(cmd, "QW_SAMPLE", "a,b", 0, "set a variable"),
		qw_unset_env(cmd, "QW_SAMPLE_GONE", 0, "remove a variable"),
	};
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		say("add %zu: %d\n", i, results[i]);
	return 0;
}

static int edit(struct qw_command *cmd)
{
	struct qw_option *n0 = qw_find(cmd, "device[id=n0]");
	struct qw_option *json = qw_find(cmd, "device[id=n1]");
	int results[] = {
		qw_set(cmd, qw_find(cmd, "m"), "size", "2G", QW_GUEST_VISIBLE, "set"),
		qw_set(cmd, n0, "romfile", "a,b", 0, "set"),
		qw_set_at(cmd, n0, 2, "52:54:00:00:00:02", 0, "set at"),
		qw_set(cmd, json, "multifunction", "on", QW_BOOLEAN, "set a boolean"),
		qw_set(cmd, json, "bootindex", "1", QW_NUMBER, "set a number"),
		qw_unset(cmd, n0, "bootindex", 0, "unset"),
		qw_replace(cmd, qw_find(cmd, "name"), "another", 0, "replace"),
		qw_remove(cmd, qw_find(cmd, "vnc"), 0, "remove"),
	};
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		say("edit %zu: %d\n", i, results[i]);
	say("json flags %u, owner of size %s\n", (unsigned)(qw_flags(cmd, json) & QW_JSON),
	    or_dash(qw_owner(cmd, qw_find(cmd, "m"), "size")));
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	char set[64];
	say("rewrite: line %u, managed %u\n", (unsigned)qw_line(cmd),
	    (unsigned)(qw_line(cmd) & QW_LINE_MANAGED));
	if (qw_line(cmd) & (QW_LINE_PRINTS | QW_LINE_PROBES))
		return 0;
	if (!strcmp(qw_string(ctx, "refuse"), "rewrite"))
		return qw_error_text(ctx, ENODEV, "100%s of it refused in rewrite");
	look(cmd);
	int fd = qw_reserve_fd(cmd, "a descriptor");
	*(int *)ctx->state = fd;
	snprintf(set, sizeof(set), "fd=%d,set=1", fd);
	qw_note(ctx, QW_INFO, "note %d", 1);
	qw_note_text(ctx, QW_WARNING, "note 2, 100%s");
	int status = qw_add(cmd, "add-fd", set, 0, "the descriptor");
	return status || edit(cmd) || add(cmd);
}

static void read_reports(const struct qw_command *cmd)
{
	struct qw_change change;
	const struct qw_field *fields;
	const char *plugin, *text, *origin;
	uint32_t level;
	size_t count;
	for (size_t i = 0; (text = qw_argument(cmd, QW_ORIGINAL, i, NULL)); i++)
		say("original %zu: %s\n", i, i ? text : "-");
	for (size_t i = 0; (text = qw_argument(cmd, QW_FINAL, i, &origin)); i++)
		say("final %zu: %s from %s\n", i, i ? text : "-", origin);
	for (size_t i = 0; qw_change_at(cmd, i, &change) == 1; i++)
		say("change %zu: size %s flags %u %s %s %s id %s property %s variable %s before %s "
		    "after %s because %s at %lld\n",
		    i, change.size == sizeof(change) ? "ours" : "another", (unsigned)change.flags,
		    change.plugin, change.action, or_dash(change.option), or_dash(change.id),
		    or_dash(change.property), or_dash(change.variable), or_dash(change.before),
		    or_dash(change.after), change.reason, (long long)change.index);
	for (size_t i = 0; qw_fact_at(cmd, i, &plugin, &text, &fields, &count) == 1; i++)
		for (size_t k = 0; k < count; k++)
			say("fact %s %s: %s kind %u text %s number %lld\n", plugin, text,
			    fields[k].name, (unsigned)fields[k].kind, or_dash(fields[k].text),
			    (long long)fields[k].number);
	for (size_t i = 0; qw_note_at(cmd, i, &plugin, &level, &text) == 1; i++)
		say("note %s level %u: %s\n", plugin, (unsigned)level, text);
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	static const struct qw_field fields[] = {
		{ "text", QW_FIELD_TEXT, 0, "a text", 0 },
		{ "number", QW_FIELD_NUMBER, 0, NULL, -5900 },
		{ "bool", QW_FIELD_BOOL, 0, NULL, 1 },
		{ "none", QW_FIELD_NONE, 0, NULL, 0 },
	};
	say("check: line %u\n", (unsigned)qw_line(cmd));
	say("check: fact %d\n", qw_fact(ctx, "a-fact", fields, 4));
	read_reports(cmd);
	say("check: redacted %s, property %s, of a variable %s\n",
	    qw_redact(cmd, "spice", "port=1,password=secret"),
	    qw_redact_property(cmd, "m", "size", "2G"),
	    qw_redact_property(cmd, NULL, "QW_SAMPLE", "password=secret"));
	if (!strcmp(qw_string(ctx, "refuse"), "check"))
		return qw_error(ctx, EPERM, "refused in %s", "check");
	return QW_HOST_HAS(cmd->host, redact) ? 0 : -ENOSYS;
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	say("launch: line %u\n", (unsigned)qw_line(cmd));
	if (fd < 0)
		return -errno;
	if (*(int *)ctx->state)
		say("launch: fill %d\n", qw_fill_fd(ctx, *(int *)ctx->state, fd));
	close(fd);
	return 0;
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)ctx;
	(void)cmd;
	say("outcome: %s status %d text %s plugin %s phase %s\n",
	    outcome->kind == QW_STARTING  ? "starting"
	    : outcome->kind == QW_REFUSED ? "refused"
	    : outcome->kind == QW_FAILED  ? "failed"
					  : "?",
	    (int)outcome->status, outcome->text ? "given" : "-", or_dash(outcome->plugin),
	    or_dash(outcome->phase));
	return QW_OUTCOME_HAS(outcome, phase) ? 0 : -ENOSYS;
}

static void close_hook(struct qw_context *ctx)
{
	say("close: %s\n", ctx->state ? "opened" : "never opened");
}

static const struct qw_option_spec options[] = {
	{ "a-bool", QW_BOOL, "yes", "a bool", NULL, 0, 0, "1.0" },
	{ "an-int", QW_INT, "-7", "an integer", NULL, -10, 10, "1.0" },
	{ "a-size", QW_SIZE, "2G", "a size", NULL, 0, 0, "1.0" },
	{ "a-time", QW_TIME, "5s", "a time", NULL, 0, 0, "1.0" },
	{ "refuse", QW_ENUM, "never", "a word", "never rewrite check", 0, 0, "1.0" },
	{ "a-string", QW_STRING, "a string", "a string", NULL, 0, 0, "1.0" },
	{ "a-path", QW_PATH, "/a/path", "a path", NULL, 0, 0, "1.0" },
	{ "a-list", QW_LIST, NULL, "a list", NULL, 0, 0, "1.0" },
	{ "unset", QW_STRING, NULL, "never set", NULL, 0, 0, NULL },
	{ NULL, 0, NULL, NULL, NULL, 0, 0, NULL },
};

QW_PLUGIN(.name = "sample", .version = "1.0", .summary = "uses everything of the interface",
	  .flags = QW_ON_PROBES, .options = options, .after = "nobody", .before = "nobody-else",
	  .open = open_hook, .rewrite = rewrite, .check = check, .launch = launch,
	  .outcome = outcome, .close = close_hook);
