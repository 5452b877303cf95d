/* SPDX-License-Identifier: MIT */
#include "pipeline_fixture.h"

#include <stdio.h>

/* What the hooks below were called for, in order. */
static char calls[256];

static int note_call(const char *what)
{
	strncat(calls, what, sizeof(calls) - strlen(calls) - 1);
	strncat(calls, " ", sizeof(calls) - strlen(calls) - 1);
	return 0;
}

static int open_a(struct qw_context *ctx)
{
	ctx->state = &calls;
	return note_call("a.open");
}

static int rewrite_a(struct qw_context *ctx, struct qw_command *cmd)
{
	assert_ptr_equal(ctx->state, &calls);
	note_call("a.rewrite");
	return qw_add(cmd, "name", "a", 0, "a names it");
}

static int check_a(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	assert_string_equal(qw_owner(cmd, qw_find(cmd, "name"), "guest"), "a");
	return note_call("a.check");
}

static int launch_a(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return note_call("a.launch");
}

static uint32_t last_kind;
static char last_text[128];

static int outcome_a(struct qw_context *ctx, const struct qw_command *cmd,
		     const struct qw_outcome *outcome)
{
	(void)ctx;
	(void)cmd;
	last_kind = outcome->kind;
	snprintf(last_text, sizeof(last_text), "%s", outcome->text ? outcome->text : "");
	return note_call("a.outcome");
}

static void close_a(struct qw_context *ctx)
{
	(void)ctx;
	note_call("a.close");
}

static void close_b(struct qw_context *ctx)
{
	(void)ctx;
	note_call("b.close");
}

static int rewrite_b_sees_a(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	assert_string_equal(qw_value(cmd, qw_find(cmd, "name")), "a");
	return note_call("b.rewrite");
}

static const struct qw_plugin plugin_a = { .open = open_a,
					   .rewrite = rewrite_a,
					   .check = check_a,
					   .launch = launch_a,
					   .outcome = outcome_a,
					   .close = close_a };

static void test_hooks_run_in_list_order_and_close_in_reverse(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	calls[0] = '\0';
	fixture_plugin(&f, "a", plugin_a);
	fixture_plugin(&f, "b",
		       (struct qw_plugin){ .rewrite = rewrite_b_sees_a, .close = close_b });
	assert_int_equal(fixture_run(&f, LINE("-S")), 0);
	assert_int_equal(pipeline_launch(&f.pipeline), 0);
	pipeline_outcome(&f.pipeline);
	assert_int_equal(last_kind, QW_STARTING);
	pipeline_close(&f.pipeline);
	pipeline_close(&f.pipeline);
	assert_string_equal(calls, "a.open a.rewrite b.rewrite a.check a.launch a.outcome "
				   "b.close a.close ");
	fixture_release(&f);
}

static int rewrite_then_fail(struct qw_context *ctx, struct qw_command *cmd)
{
	qw_note(ctx, QW_INFO, "half done");
	qw_fact(ctx, "thing", (struct qw_field[]){ { .name = "x", .kind = QW_FIELD_NONE } }, 1);
	assert_int_equal(qw_add(cmd, "m", "1G", 0, "memory"), 0);
	assert_int_equal(qw_set_env(cmd, "A", "3", 0, "variable"), 0);
	assert_true(qw_reserve_fd(cmd, "slot") >= 3);
	assert_string_equal(qw_value(cmd, qw_find(cmd, "m")), "1G");
	return qw_error(ctx, ENODEV, "the thing is broken");
}

static void test_failing_required_plugin_refuses_and_leaves_nothing(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	calls[0] = '\0';
	fixture_plugin(&f, "bad", (struct qw_plugin){ .rewrite = rewrite_then_fail });
	fixture_plugin(&f, "a", plugin_a);
	assert_int_equal(fixture_run(&f, LINE("-S")), -ENODEV);
	assert_string_equal(f.pipeline.refusal.plugin, "bad");
	assert_string_equal(f.pipeline.refusal.phase, "rewrite");
	assert_string_equal(f.pipeline.refusal.text, "the thing is broken");
	assert_int_equal(f.pipeline.refusal.status, 125);
	fixture_expect(&f, LINE("-S"));
	assert_int_equal(f.pipeline.journal.changes.count, 0);
	assert_int_equal(f.pipeline.journal.facts.count, 0);
	assert_int_equal(f.pipeline.journal.notes.list.count, 0);
	assert_int_equal(f.pipeline.slots.list.count, 0);
	assert_string_equal(environment_get(&f.pipeline.environment, "A"), "1");
	pipeline_outcome(&f.pipeline);
	assert_int_equal(last_kind, QW_REFUSED);
	assert_string_equal(last_text, "the thing is broken");
	fixture_release(&f);
	assert_string_equal(calls, "a.open a.outcome a.close ");
}

static void test_failing_optional_plugin_is_skipped_and_said_once(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	calls[0] = '\0';
	fixture_plugin(&f, "bad",
		       (struct qw_plugin){ .rewrite = rewrite_then_fail, .check = check_a })
		->required = false;
	fixture_plugin(&f, "a", plugin_a);
	assert_int_equal(fixture_run(&f, LINE("-S")), 0);
	assert_null(f.pipeline.refusal.text);
	fixture_expect(&f, LINE("-S", "-name", "a"));
	assert_int_equal(f.pipeline.journal.notes.list.count, 1);
	assert_int_equal(f.pipeline.journal.notes.list.items[0].level, NOTE_WARNING);
	assert_non_null(strstr(f.pipeline.journal.notes.list.items[0].text, "is broken"));
	assert_string_equal(calls, "a.open a.rewrite a.check ");
	fixture_release(&f);
}

static int returned;

static int rewrite_returns(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	qw_add(cmd, "m", "1G", 0, "memory");
	return returned;
}

static void test_26_odd_return_values_fail_the_hook(void **state)
{
	(void)state;
	static const struct {
		int value, status;
	} rows[] = { { -EIO, -EIO }, { 1, -EINVAL }, { INT32_MIN, -EINVAL }, { -5000, -EINVAL } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f = { 0 };
		returned = rows[i].value;
		fixture_plugin(&f, "odd", (struct qw_plugin){ .rewrite = rewrite_returns });
		assert_int_equal(fixture_run(&f, LINE("-S")), rows[i].status);
		assert_string_equal(f.pipeline.refusal.plugin, "odd");
		fixture_expect(&f, LINE("-S"));
		fixture_release(&f);
	}
}

static int rewrite_swallows_error(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	assert_int_equal(qw_add(cmd, "name", "x", 0, NULL), -EINVAL);
	assert_int_equal(qw_add(cmd, "m", "1G", 0, "memory"), 0);
	return 0;
}

static void test_failed_edit_fails_the_hook_whatever_it_returns(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "sloppy", (struct qw_plugin){ .rewrite = rewrite_swallows_error });
	assert_int_equal(fixture_run(&f, LINE("-S")), -EINVAL);
	assert_non_null(strstr(f.pipeline.refusal.text, "needs a reason"));
	fixture_expect(&f, LINE("-S"));
	fixture_release(&f);
}

static void test_printing_and_probing_lines_are_not_rewritten_but_checked(void **state)
{
	(void)state;
	const char *const *const lines[] = {
		(const char *const[]){ "q", "-version", NULL },
		(const char *const[]){ "q", "-M", "none", NULL },
		(const char *const[]){ "q", "-device", "help", NULL },
	};
	for (size_t i = 0; i < 3; i++) {
		struct fixture f = { 0 };
		calls[0] = '\0';
		struct qw_plugin plugin = plugin_a;
		plugin.check = NULL;
		fixture_plugin(&f, "a", plugin);
		assert_int_equal(fixture_run(&f, lines[i]), 0);
		assert_int_equal(pipeline_launch(&f.pipeline), 0);
		assert_string_equal(calls, "a.open ");
		fixture_expect(&f, lines[i]);
		fixture_release(&f);
	}
	struct fixture f = { 0 };
	calls[0] = '\0';
	struct qw_plugin plugin = plugin_a;
	plugin.flags = QW_ON_PROBES;
	fixture_plugin(&f, "a", plugin);
	assert_int_equal(fixture_run(&f, lines[1]), 0);
	assert_string_equal(calls, "a.open a.rewrite a.check ");
	fixture_release(&f);
}

static int rewrite_adds_version(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_word word = { "-version", "QEMU_ARGS" };
	return qw_add_words(cmd, 1, &word, 1, "words");
}

static void test_line_that_comes_to_print_is_left_alone_from_then_on(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "words", (struct qw_plugin){ .rewrite = rewrite_adds_version });
	fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = rewrite_a });
	assert_int_equal(fixture_run(&f, LINE("-S")), 0);
	fixture_expect(&f, LINE("-S", "-version"));
	fixture_release(&f);
}

static int check_refuses(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return qw_error(ctx, EPERM, "not with password=geheim here");
}

static void test_check_refuses_and_its_text_has_no_secret(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "policy", (struct qw_plugin){ .check = check_refuses });
	assert_int_equal(fixture_run(&f, LINE("-S")), -EPERM);
	assert_string_equal(f.pipeline.refusal.phase, "check");
	assert_null(strstr(f.pipeline.refusal.text, "geheim"));
	fixture_release(&f);
}

static int open_fails(struct qw_context *ctx)
{
	return qw_error(ctx, ENOENT, "no such thing");
}

static void test_plugin_that_does_not_open_is_not_closed(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	calls[0] = '\0';
	fixture_plugin(&f, "b", (struct qw_plugin){ .close = close_b });
	fixture_plugin(&f, "bad", (struct qw_plugin){ .open = open_fails, .close = close_a });
	assert_int_equal(fixture_run(&f, LINE("-S")), -ENOENT);
	assert_string_equal(f.pipeline.refusal.phase, "open");
	fixture_release(&f);
	assert_string_equal(calls, "b.close ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hooks_run_in_list_order_and_close_in_reverse),
		cmocka_unit_test(test_failing_required_plugin_refuses_and_leaves_nothing),
		cmocka_unit_test(test_failing_optional_plugin_is_skipped_and_said_once),
		cmocka_unit_test(test_26_odd_return_values_fail_the_hook),
		cmocka_unit_test(test_failed_edit_fails_the_hook_whatever_it_returns),
		cmocka_unit_test(test_printing_and_probing_lines_are_not_rewritten_but_checked),
		cmocka_unit_test(test_line_that_comes_to_print_is_left_alone_from_then_on),
		cmocka_unit_test(test_check_refuses_and_its_text_has_no_secret),
		cmocka_unit_test(test_plugin_that_does_not_open_is_not_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
