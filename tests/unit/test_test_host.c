/* SPDX-License-Identifier: MIT */
/* The host for tests of plugins, as its users have it: by its header and its shared library alone.
 */
#include <qemu-wrapper/test.h>

#include "unit.h"

/* What the last call of each hook did, and what hooks shall do. */
static struct {
	char calls[128];
	const char *refuses;
} doing;

static void note_call(const char *hook)
{
	strcat(doing.calls, hook);
	strcat(doing.calls, " ");
}

static int maybe_refuse(struct qw_context *ctx, const char *hook)
{
	note_call(hook);
	if (doing.refuses && !strcmp(doing.refuses, hook))
		return qw_error(ctx, EACCES, "%s says no", hook);
	return 0;
}

static int open_hook(struct qw_context *ctx)
{
	ctx->state = doing.calls;
	return maybe_refuse(ctx, "open");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *item = NULL, *source = NULL;
	const struct qw_field fields[] = {
		{ "size", QW_FIELD_NUMBER, 0, NULL, qw_int(ctx, "default") },
		{ "name", QW_FIELD_TEXT, 0, qw_program_name(cmd), 0 },
	};
	int status = maybe_refuse(ctx, "rewrite");
	if (!status)
		status = qw_add(cmd, "m", qw_string(ctx, "default"), QW_GUEST_VISIBLE, "a size");
	if (!status)
		status = qw_set_env(cmd, "MEMORY", qw_program(cmd) ? qw_program(cmd) : "none", 0,
				    "told");
	for (size_t i = 0; !status && (item = qw_item(ctx, "more", i, &source)); i++)
		qw_note(ctx, QW_WARNING, "%s of %s", item, source);
	qw_note(ctx, QW_INFO, "%s", QW_HOST_HAS(ctx->host, redact_property) ? "new" : "old");
	return status ? status : qw_fact(ctx, "memory", fields, COUNT(fields));
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return maybe_refuse(ctx, "check");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return maybe_refuse(ctx, "launch");
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *what)
{
	(void)ctx;
	(void)cmd;
	char text[64];
	snprintf(text, sizeof(text), "outcome(%u,%d,%s)", what->kind, what->status,
		 what->plugin ? what->plugin : "-");
	note_call(text);
	return 0;
}

static void close_hook(struct qw_context *ctx)
{
	(void)ctx;
	note_call("close");
}

static const struct qw_option_spec options[] = {
	{ .name = "default", .type = QW_SIZE, .default_value = "2G" },
	{ .name = "more", .type = QW_LIST },
	{ 0 },
};

#define IDENTITY(plugin_name)                                               \
	.struct_size = sizeof(struct qw_plugin), .abi_minor = QW_ABI_MINOR, \
	.option_size = sizeof(struct qw_option_spec), .name = plugin_name

static const struct qw_plugin memory = {
	IDENTITY("memory"), .options = options, .open = open_hook,  .rewrite = rewrite,
	.check = check,     .launch = launch,   .outcome = outcome, .close = close_hook,
};

static int other_rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	struct qw_option *option = qw_find(cmd, "m[*]");
	(void)ctx;
	return option ? qw_replace(cmd, option, "1G", 0, "less is enough") : 0;
}

static const struct qw_plugin other = { IDENTITY("other"), .rewrite = other_rewrite };

static int set_up(void **state)
{
	memset(&doing, 0, sizeof(doing));
	*state = qw_test_new(&memory);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	qw_test_free(*state);
	return 0;
}

static void the_line_is_what_the_plugin_makes_of_it(void **state)
{
	struct qw_test *t = *state;
	struct qw_change change;
	uint32_t level = 0;
	assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -name 'a b'"), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -name 'a b' -m 2G");
	assert_string_equal(qw_test_argv(t)[2], "a b");
	assert_null(qw_test_argv(t)[5]);
	assert_string_equal(qw_test_origin(t, 2), "user");
	assert_string_equal(qw_test_origin(t, 4), "plugin:memory");
	assert_null(qw_test_origin(t, 5));
	assert_string_equal(qw_test_variable(t, "MEMORY"), "/usr/bin/qemu-system-x86_64");
	assert_null(qw_test_variable(t, "PATH"));
	assert_int_equal(qw_test_change(t, 0, &change), 1);
	assert_string_equal(change.plugin, "memory");
	assert_string_equal(change.action, "add");
	assert_string_equal(change.option, "m");
	assert_string_equal(change.after, "2G");
	assert_string_equal(change.reason, "a size");
	assert_int_equal(change.flags, QW_GUEST_VISIBLE);
	assert_int_equal(change.index, 3);
	assert_int_equal(qw_test_change(t, 1, &change), 1);
	assert_string_equal(change.variable, "MEMORY");
	assert_int_equal(qw_test_change(t, 2, &change), 0);
	assert_string_equal(qw_test_note(t, 0, &level), "new");
	assert_int_equal(level, QW_INFO);
	assert_null(qw_test_note(t, 1, NULL));
	assert_int_equal(qw_test_fact_count(t, "memory"), 1);
	assert_int_equal(qw_test_fact_count(t, "nothing"), 0);
	assert_int_equal(qw_test_field(t, "memory", 0, "size")->number, (int64_t)2 << 30);
	assert_string_equal(qw_test_field(t, "memory", 0, "name")->text, "qemu-system-x86_64");
	assert_null(qw_test_field(t, "memory", 0, "nothing"));
	assert_null(qw_test_field(t, "memory", 1, "size"));
	assert_null(qw_test_refusal(t));
	assert_null(qw_test_error(t));
}

static void everything_can_be_given(void **state)
{
	struct qw_test *t = *state;
	const char *const argv[] = { "/opt/kvm", "-S", NULL }, *const envp[] = { "A=1", NULL };
	assert_int_equal(qw_test_words(t, argv), 0);
	assert_int_equal(qw_test_environment(t, envp), 0);
	assert_int_equal(qw_test_option(t, "default", "1M", "/etc/x.conf:3"), 0);
	assert_int_equal(qw_test_option(t, "more", "one", NULL), 0);
	assert_int_equal(qw_test_option(t, "more", "two", "here"), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_line(t), "/opt/kvm -S -m 1M");
	assert_string_equal(qw_test_variable(t, "A"), "1");
	assert_string_equal(qw_test_variable(t, "MEMORY"), "/opt/kvm");
	assert_string_equal(qw_test_note(t, 0, NULL), "one of the test");
	assert_string_equal(qw_test_note(t, 1, NULL), "two of here");
	assert_string_equal(qw_test_field(t, "memory", 0, "name")->text, "kvm");
}

static void there_may_be_no_program(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_program(t, NULL), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_variable(t, "MEMORY"), "none");
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -m 2G");
}

static void hooks_are_called_one_by_one_or_in_turn(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_call(t, QW_TEST_CHECK), 0);
	assert_string_equal(doing.calls, "check ");
	assert_int_equal(qw_test_call(t, QW_TEST_OUTCOME), 0);
	assert_string_equal(doing.calls, "check ");
	assert_int_equal(qw_test_run(t), 0);
	assert_string_equal(doing.calls, "check open rewrite check launch outcome(1,0,-) close ");
}

static void hooks_are_left_out_as_in_a_launch(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -version"), 0);
	assert_int_equal(qw_test_run(t), 0);
	assert_string_equal(doing.calls, "open check outcome(1,0,-) close ");
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -version");
}

static void close_is_called_in_the_end(void **state)
{
	assert_int_equal(qw_test_plan(*state), 0);
	qw_test_free(*state);
	*state = NULL;
	assert_string_equal(doing.calls, "open rewrite check close ");
}

static void refusals_are_told(void **state)
{
	static const char *const calls[][2] = {
		{ "open", "open outcome(2,125,memory) close " },
		{ "rewrite", "open rewrite outcome(2,125,memory) close " },
		{ "check", "open rewrite check outcome(2,125,memory) close " },
		{ "launch", "open rewrite check launch outcome(2,125,memory) close " },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(calls); i++) {
		struct qw_test *t = qw_test_new(&memory);
		doing.calls[0] = '\0';
		doing.refuses = calls[i][0];
		assert_int_equal(qw_test_run(t), -EACCES);
		assert_null(qw_test_error(t));
		const struct qw_outcome *refusal = qw_test_refusal(t);
		assert_int_equal(refusal->kind, QW_REFUSED);
		assert_int_equal(refusal->status, 125);
		assert_string_equal(refusal->plugin, "memory");
		assert_string_equal(refusal->phase, calls[i][0]);
		assert_non_null(strstr(refusal->text, " says no"));
		/* A plugin that can't be opened is not told of it, nor closed. */
		assert_string_equal(doing.calls, i ? calls[i][1] : "open ");
		assert_int_equal(qw_test_call(t, QW_TEST_CHECK), -ECANCELED);
		assert_non_null(strstr(qw_test_error(t), "refused already: "));
		qw_test_free(t);
	}
}

static void somebody_else_may_refuse(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_plan(t), 0);
	assert_int_equal(qw_test_refuse(t, NULL, "exec", 127, "not found"), 0);
	assert_int_equal(qw_test_refusal(t)->kind, QW_FAILED);
	assert_null(qw_test_refusal(t)->plugin);
	assert_int_equal(qw_test_refuse(t, NULL, "exec", 127, "again"), -EALREADY);
	assert_int_equal(qw_test_call(t, QW_TEST_OUTCOME), 0);
	assert_string_equal(doing.calls, "open rewrite check outcome(3,127,-) ");
}

static void other_plugins_stand_beside(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_beside(t, &other, 1), 0);
	assert_int_equal(qw_test_plan(t), -EEXIST);
	assert_string_equal(qw_test_refusal(t)->plugin, "other");
	assert_non_null(strstr(qw_test_refusal(t)->text, "memory"));
	struct qw_test *before = qw_test_new(&memory);
	assert_int_equal(qw_test_beside(before, &other, 0), 0);
	assert_int_equal(qw_test_plan(before), 0);
	assert_string_equal(qw_test_line(before), "qemu-system-x86_64 -m 2G");
	qw_test_free(before);
}

static void hosts_may_be_older(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(QW_TEST_OLDER_HOST(t, redact_property, 1), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_note(t, 0, NULL), "old");
	struct qw_test *newer = qw_test_new(&memory);
	assert_int_equal(QW_TEST_OLDER_HOST(newer, error_text, 2), 0);
	assert_int_equal(qw_test_plan(newer), 0);
	assert_string_equal(qw_test_note(newer, 0, NULL), "new");
	qw_test_free(newer);
}

static void what_the_guest_notices_may_be_denied(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_deny_guest_visible(t), 0);
	assert_int_equal(qw_test_plan(t), -EPERM);
	assert_string_equal(qw_test_refusal(t)->phase, "rewrite");
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64");
}

static void mistakes_of_the_test_are_told(void **state)
{
	struct qw_test *t = *state;
	static const char *const bad[] = { "A", NULL };
	assert_int_equal(qw_test_option(t, "defalt", "1G", NULL), -EINVAL);
	assert_string_equal(qw_test_error(t), "the test: plugin 'memory' has no option 'defalt'; "
					      "did you mean 'default'?");
	assert_int_equal(qw_test_option(t, "default", "many", "x:1"), -EINVAL);
	assert_non_null(strstr(qw_test_error(t), "x:1: option 'default' of plugin 'memory': "
						 "'many' is not a size"));
	assert_int_equal(qw_test_option(t, "default", NULL, NULL), -EINVAL);
	assert_int_equal(qw_test_option(t, "default", "1G", NULL), 0);
	assert_null(qw_test_error(t));
	assert_int_equal(qw_test_option(t, "default", "2G", NULL), -EINVAL);
	assert_non_null(strstr(qw_test_error(t), "a second time"));
	assert_int_equal(qw_test_command(t, "qemu 'x"), -EINVAL);
	assert_string_equal(qw_test_error(t),
			    "column 6 of the command line: this quote is never closed (')");
	assert_int_equal(qw_test_command(t, NULL), -EINVAL);
	assert_int_equal(qw_test_words(t, NULL), -EINVAL);
	assert_int_equal(qw_test_environment(t, NULL), -EINVAL);
	assert_int_equal(qw_test_environment(t, bad), -EINVAL);
	assert_int_equal(QW_TEST_OLDER_HOST(t, note_at, 0), -EINVAL);
	assert_non_null(strstr(qw_test_error(t), "no host had a table"));
	assert_int_equal(qw_test_beside(t, NULL, 0), -EINVAL);
	assert_int_equal(qw_test_refuse(t, NULL, "exec", 1, "x"), -EINVAL);
	assert_int_equal(qw_test_call(t, (enum qw_test_hook)9), -EINVAL);
	/* The hooks above have made it too late. */
	assert_int_equal(qw_test_command(t, "qemu"), -EBUSY);
	assert_non_null(strstr(qw_test_error(t), "a hook was called already"));
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -m 1G");
}

static void wrong_descriptors_are_told(void **state)
{
	(void)state;
	static const struct qw_plugin unnamed = { IDENTITY(""), .check = check };
	struct qw_test *t = qw_test_new(&unnamed);
	assert_int_equal(qw_test_option(t, "x", "1", NULL), -EINVAL);
	assert_string_equal(qw_test_error(t), "its descriptor gives no name");
	assert_int_equal(qw_test_plan(t), -EINVAL);
	assert_int_equal(qw_test_run(t), -EINVAL);
	assert_null(qw_test_line(t));
	qw_test_free(t);
	struct qw_test *none = qw_test_new(NULL);
	assert_int_equal(qw_test_plan(none), -EINVAL);
	qw_test_free(none);
}

static void no_test_is_an_error_and_no_crash(void **state)
{
	(void)state;
	struct qw_change change;
	assert_int_equal(qw_test_plan(NULL), -EINVAL);
	assert_int_equal(qw_test_run(NULL), -EINVAL);
	assert_int_equal(qw_test_call(NULL, QW_TEST_OPEN), -EINVAL);
	assert_int_equal(qw_test_command(NULL, "x"), -EINVAL);
	assert_int_equal(qw_test_option(NULL, "x", "y", NULL), -EINVAL);
	assert_int_equal(qw_test_change(NULL, 0, &change), -EINVAL);
	assert_null(qw_test_line(NULL));
	assert_null(qw_test_argv(NULL));
	assert_null(qw_test_note(NULL, 0, NULL));
	assert_null(qw_test_refusal(NULL));
	assert_null(qw_test_error(NULL));
	assert_int_equal(qw_test_slot(NULL, 0), -ENOENT);
	qw_test_free(NULL);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_line_is_what_the_plugin_makes_of_it),
		TEST(everything_can_be_given),
		TEST(there_may_be_no_program),
		TEST(hooks_are_called_one_by_one_or_in_turn),
		TEST(hooks_are_left_out_as_in_a_launch),
		TEST(close_is_called_in_the_end),
		TEST(refusals_are_told),
		TEST(somebody_else_may_refuse),
		TEST(other_plugins_stand_beside),
		TEST(hosts_may_be_older),
		TEST(what_the_guest_notices_may_be_denied),
		TEST(mistakes_of_the_test_are_told),
		TEST(wrong_descriptors_are_told),
		TEST(no_test_is_an_error_and_no_crash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
