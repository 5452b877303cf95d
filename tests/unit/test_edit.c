/* SPDX-License-Identifier: MIT */
#include "pipeline/edit.h"

#include "pipeline_fixture.h"
#include "unit.h"

static const char *const overrides[] = { "other", NULL };

/* Runs a rewrite hook over one line. */
static int run(struct fixture *f, int (*rewrite)(struct qw_context *, struct qw_command *),
	       struct error *err)
{
	*f = (struct fixture){ 0 };
	fixture_plugin(f, "acme", (struct qw_plugin){ .rewrite = rewrite })->overrides = overrides;
	fixture_prepare(f, LINE("-S", "-device", "e1000,id=n0", "-fork", "-vnc", ":1"));
	return hook_call(&f->pipeline.stages[0], PHASE_REWRITE, NULL, err);
}

static int rewrite_records(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct edit edit;
	char reason[] = "because";
	assert_int_equal(edit_begin(&edit, cmd, reason, QW_GUEST_VISIBLE), 0);
	/* The plugin's text may go; ours stays. */
	memset(reason, 'x', sizeof(reason) - 1);
	assert_ptr_equal(edit.draft, &edit.hook->draft);
	assert_int_equal(edit_target(&edit, qw_find(cmd, "device")), 0);
	assert_int_equal(edit.at, 1);
	assert_ptr_equal(edit.element, edit.draft->items[1]);
	struct claim claim = edit_claim(&edit, "thing", "mac", "x");
	assert_string_equal(claim.thing, "thing");
	assert_string_equal(claim.property, "mac");
	assert_string_equal(claim.value, "x");
	assert_string_equal(claim.plugin, "acme");
	assert_string_equal(claim.reason, "because");
	assert_ptr_equal(claim.overrides, overrides);
	assert_string_equal(edit_origin(&edit), "plugin:acme");
	edit.change.property = "mac";
	return edit_record(&edit);
}

static void test_what_is_known_of_an_edit_is_recorded(void **state)
{
	(void)state;
	struct fixture f;
	struct error err = { 0 };
	assert_int_equal(run(&f, rewrite_records, &err), 0);
	assert_int_equal(f.pipeline.journal.changes.count, 1);
	const struct change *change = &f.pipeline.journal.changes.items[0];
	assert_string_equal(change->plugin, "acme");
	assert_string_equal(change->option, "device");
	assert_string_equal(change->id, "n0");
	assert_string_equal(change->property, "mac");
	assert_string_equal(change->reason, "because");
	assert_int_equal(change->flags, QW_GUEST_VISIBLE);
	assert_int_equal(change->serial, f.pipeline.command.items[1]->serial);
	fixture_release(&f);
}

static void test_what_the_guest_may_notice_can_be_denied(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	fixture_plugin(&f, "acme", (struct qw_plugin){ .rewrite = rewrite_records })->overrides =
		overrides;
	fixture_prepare(&f, LINE("-S", "-device", "e1000,id=n0"));
	f.pipeline.guest_visible_denied = "F:3";
	assert_int_equal(hook_call(&f.pipeline.stages[0], PHASE_REWRITE, NULL, &err), -EPERM);
	assert_string_equal(error_text(&err),
			    "-device[id=n0].mac: the guest may notice this change (because)\n"
			    "'guest-visible = deny' in F:3 refuses that; change it there, or leave "
			    "the plugin out");
	assert_int_equal(f.pipeline.journal.changes.count, 0);
	fixture_release(&f);
}

static int begin_without_reason(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct edit edit;
	return edit_begin(&edit, cmd, NULL, 0);
}

static int begin_with_empty_reason(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct edit edit;
	return edit_begin(&edit, cmd, "", 0);
}

static int target_nothing(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct edit edit;
	return edit_begin(&edit, cmd, "why", 0) ? 0 : edit_target(&edit, NULL);
}

static int target_what_is_gone(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct edit edit;
	struct qw_option *option = qw_find(cmd, "device");
	assert_int_equal(edit_begin(&edit, cmd, "why", 0), 0);
	command_remove(edit.draft, 1);
	return edit_target(&edit, option);
}

static int target_what_is_uncertain(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct edit edit;
	struct qw_option *option = qw_find(cmd, "vnc");
	assert_true(qw_flags(cmd, option) & QW_UNCERTAIN);
	return edit_begin(&edit, cmd, "why", 0) ? 0 : edit_target(&edit, option);
}

static void test_refusals_fail_the_hook(void **state)
{
	(void)state;
	static const struct {
		int (*rewrite)(struct qw_context *, struct qw_command *);
		int status;
		const char *text;
	} rows[] = {
		{ begin_without_reason, -EINVAL, "an edit needs a reason" },
		{ begin_with_empty_reason, -EINVAL, "an edit needs a reason" },
		{ target_nothing, -ESTALE,
		  "an option was to be edited that is NULL: was it found?" },
		{ target_what_is_gone, -ESTALE, "an option was to be edited that is gone" },
		{ target_what_is_uncertain, -EBUSY,
		  "argument 5 (-vnc) may be the value of the unknown option before it: it can't be "
		  "edited" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f;
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(run(&f, rows[i].rewrite, &err), rows[i].status);
		assert_string_equal(error_text(&err), rows[i].text);
		fixture_expect(&f, LINE("-S", "-device", "e1000,id=n0", "-fork", "-vnc", ":1"));
		fixture_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_known_of_an_edit_is_recorded),
		cmocka_unit_test(test_what_the_guest_may_notice_can_be_denied),
		cmocka_unit_test(test_refusals_fail_the_hook),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
