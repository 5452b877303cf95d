/* SPDX-License-Identifier: MIT */
#include "pipeline/hook.h"

#include "pipeline_fixture.h"
#include "unit.h"

/* Calls one hook of a plugin that has only this one; the caller releases the fixture. */
static int call(struct fixture *f, struct qw_plugin plugin, enum phase phase, struct error *err)
{
	fixture_plugin(f, "acme", plugin);
	fixture_prepare(f, LINE("-m", "1G", "-vnc", ":1"));
	int status = hook_call(&f->pipeline.stages[0], phase, NULL, err);
	assert_null(f->pipeline.stages[0].running);
	return status;
}

static int rewrite_looks(struct qw_context *ctx, struct qw_command *cmd)
{
	struct hook *hook = hook_of_command(cmd);
	assert_ptr_equal(hook->stage, stage_of_context(ctx));
	assert_ptr_equal(hook->stage->running, hook);
	assert_int_equal(hook->phase, PHASE_REWRITE);
	assert_string_equal(qw_value(cmd, qw_find(cmd, "vnc")), ":1");
	assert_false(hook->drafted);
	assert_ptr_equal(hook_command(hook), &hook->stage->pipeline->command);
	return 0;
}

static void test_command_is_not_copied_when_nothing_is_edited(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	struct error err = { 0 };
	fixture_plugin(&f, "acme", (struct qw_plugin){ .rewrite = rewrite_looks });
	fixture_prepare(&f, LINE("-vnc", ":1"));
	struct element *const *items = f.pipeline.command.items;
	assert_int_equal(hook_call(&f.pipeline.stages[0], PHASE_REWRITE, NULL, &err), 0);
	assert_ptr_equal(f.pipeline.command.items, items);
	fixture_release(&f);
}

static int rewrite_edits(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct hook *hook = hook_of_command(cmd);
	struct command *first, *second;
	struct qw_option *memory = qw_find(cmd, "m");
	assert_int_equal(hook_edit(hook, &first), 0);
	assert_int_equal(qw_add_before(cmd, NULL, "S", NULL, 0, "stop"), 0);
	assert_int_equal(hook_edit(hook, &second), 0);
	assert_ptr_equal(first, second);
	assert_ptr_equal(hook_command(hook), &hook->draft);
	assert_int_equal(hook_locate(hook, memory), 1);
	assert_int_equal(hook_locate(hook, NULL), -ESTALE);
	assert_int_equal(qw_remove(cmd, memory, 0, "gone"), 0);
	assert_int_equal(hook_locate(hook, memory), -ESTALE);
	/* Nobody else sees it yet. */
	assert_int_equal(hook->stage->pipeline->command.count, 2);
	return 0;
}

static void test_edits_are_made_on_one_draft_and_committed(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	struct error err = { 0 };
	assert_int_equal(
		call(&f, (struct qw_plugin){ .rewrite = rewrite_edits }, PHASE_REWRITE, &err), 0);
	fixture_expect(&f, LINE("-S", "-vnc", ":1"));
	assert_int_equal(f.pipeline.journal.changes.count, 2);
	assert_int_equal(f.pipeline.original.count, 2);
	fixture_release(&f);
}

static int rewrite_fails_twice(struct qw_context *ctx, struct qw_command *cmd)
{
	qw_note(ctx, QW_WARNING, "half done");
	assert_int_equal(qw_add(cmd, "S", NULL, 0, "stop"), 0);
	assert_int_equal(qw_set_env(cmd, "A", "x", 0, "why"), 0);
	assert_true(qw_reserve_fd(cmd, "why") >= 3);
	assert_int_equal(qw_error(ctx, ENODEV, "the first"), -ENODEV);
	qw_error(ctx, EIO, "the second");
	return 0;
}

static void test_first_error_sticks_and_nothing_is_left(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct qw_plugin plugin = { .rewrite = rewrite_fails_twice };
	assert_int_equal(call(&f, plugin, PHASE_REWRITE, &err), -ENODEV);
	assert_string_equal(error_text(&err), "the first");
	fixture_expect(&f, LINE("-m", "1G", "-vnc", ":1"));
	assert_int_equal(f.pipeline.journal.changes.count, 0);
	assert_int_equal(f.pipeline.journal.notes.list.count, 0);
	assert_int_equal(f.pipeline.owners.records.count, 0);
	assert_int_equal(f.pipeline.environment.edits.count, 0);
	assert_int_equal(f.pipeline.slots.list.count, 0);
	fixture_release(&f);
}

static int returned;

static int open_returns(struct qw_context *ctx)
{
	(void)ctx;
	return returned;
}

static void test_whatever_is_returned_becomes_an_error(void **state)
{
	(void)state;
	static const struct {
		int value, status;
		const char *text;
	} rows[] = {
		{ 0, 0, NULL },
		{ -ENOSPC, -ENOSPC, "No space left on device" },
		{ -4095, -4095, "Unknown error 4095" },
		{ -4096, -EINVAL, "the hook returned -4096 and gave no reason" },
		{ 5, -EINVAL, "the hook returned 5 and gave no reason" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		returned = rows[i].value;
		assert_int_equal(
			call(&f, (struct qw_plugin){ .open = open_returns }, PHASE_OPEN, &err),
			rows[i].status);
		if (rows[i].text)
			assert_string_equal(error_text(&err), rows[i].text);
		fixture_release(&f);
	}
}

static int check_edits(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	struct command *draft = NULL;
	assert_int_equal(hook_edit(hook_of_command(cmd), &draft), -EPERM);
	assert_null(draft);
	return 0;
}

static void test_only_rewrite_hooks_edit(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(call(&f, (struct qw_plugin){ .check = check_edits }, PHASE_CHECK, &err),
			 -EPERM);
	assert_string_equal(error_text(&err), "only rewrite hooks may edit, not check");
	fixture_release(&f);
}

static void test_phases_have_names_and_hooks_may_be_missing(void **state)
{
	(void)state;
	static const char *const names[] = { "open",   "rewrite", "check",
					     "launch", "outcome", "close" };
	for (enum phase phase = PHASE_OPEN; phase <= PHASE_CLOSE; phase++) {
		struct fixture f = { 0 };
		struct error err = { 0 };
		assert_string_equal(phase_name(phase), names[phase]);
		assert_int_equal(call(&f, (struct qw_plugin){ 0 }, phase, &err), 0);
		fixture_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_command_is_not_copied_when_nothing_is_edited),
		cmocka_unit_test(test_edits_are_made_on_one_draft_and_committed),
		cmocka_unit_test(test_first_error_sticks_and_nothing_is_left),
		cmocka_unit_test(test_whatever_is_returned_becomes_an_error),
		cmocka_unit_test(test_only_rewrite_hooks_edit),
		cmocka_unit_test(test_phases_have_names_and_hooks_may_be_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
