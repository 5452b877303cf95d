/* SPDX-License-Identifier: MIT */
/* Plugins that use the host's services when or how they must not: errors, and no harm. */
#include "pipeline_fixture.h"
#include "unit.h"

#include "base/sanitized.h"
#include "pipeline/hook.h"

#include <errno.h>
#include <pthread.h>

#if SANITIZED_ADDRESS
#include <sanitizer/asan_interface.h>
#define IS_GONE(text) __asan_address_is_poisoned(text)
#else
#define IS_GONE(text) true
#endif

static const char *const line[] = {
	"qemu-system-x86_64",         "-m",       "1G", "-device", "e1000,id=n0,mac=a", "-chardev",
	"socket,id=charmonitor,fd=3", "disk.img", NULL
};

/* What hooks keep though they must not. */
static struct {
	struct qw_context *ctx;
	struct qw_command *cmd;
	struct qw_option *option;
	const char *texts[40];
	size_t count;
	int result;
} kept;

static void keep(const char *text)
{
	assert_non_null(text);
	assert_true(kept.count < COUNT(kept.texts));
	kept.texts[kept.count++] = text;
}

static void keep_change(struct qw_command *cmd)
{
	struct qw_change change;
	assert_int_equal(qw_change_at(cmd, 0, &change), 1);
	keep(change.plugin);
	keep(change.option);
	keep(change.id);
	keep(change.property);
	keep(change.before);
	keep(change.after);
	keep(change.reason);
}

static void keep_reports(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *plugin, *text, *origin;
	uint32_t level;
	qw_note(ctx, QW_INFO, "a note");
	assert_int_equal(qw_note_at(cmd, 0, &plugin, &level, &text), 1);
	keep(plugin);
	keep(text);
	keep(qw_argument(cmd, QW_ORIGINAL, 2, &origin));
	keep(origin);
	keep(qw_argument(cmd, QW_FINAL, 2, &origin));
	keep(origin);
	keep(qw_redact(cmd, "m", "1G"));
	keep(qw_redact(cmd, "object", "secret,data=x"));
	keep(qw_redact_property(cmd, "m", "size", "1G"));
}

static int keep_everything(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *key, *value;
	kept.ctx = ctx;
	kept.cmd = cmd;
	kept.count = 0;
	kept.option = qw_find(cmd, "device");
	assert_int_equal(qw_set(cmd, kept.option, "mac", "b", 0, "why"), 0);
	keep(qw_name(cmd, kept.option));
	keep(qw_spelling(cmd, kept.option));
	keep(qw_value(cmd, kept.option));
	keep(qw_value(cmd, qw_find(cmd, "image")));
	keep(qw_origin(cmd, kept.option));
	keep(qw_owner(cmd, kept.option, "mac"));
	keep(qw_get(cmd, kept.option, "mac"));
	assert_int_equal(qw_property(cmd, kept.option, 1, &key, &value), 1);
	keep(key);
	keep(value);
	keep(qw_manager(cmd));
	keep(qw_program(cmd));
	keep(qw_program_name(cmd));
	keep(qw_host_version(cmd));
	keep(qw_env(cmd, "HOME"));
	keep_change(cmd);
	keep_reports(ctx, cmd);
	return 0;
}

static void start(struct fixture *f, struct qw_plugin plugin)
{
	*f = (struct fixture){ 0 };
	kept.cmd = NULL;
	kept.result = 0;
	fixture_plugin(f, "acme", plugin);
	fixture_prepare(f, line);
	assert_int_equal(pipeline_open(&f->pipeline), 0);
}

static void test_28_kept_strings_are_gone(void **state)
{
	(void)state;
	if (!SANITIZED_ADDRESS)
		skip();
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = keep_everything });
	assert_int_equal(pipeline_rewrite(&f.pipeline), 0);
	assert_true(kept.count > 25);
	for (size_t i = 0; i < kept.count; i++)
		if (!IS_GONE(kept.texts[i]))
			fail_msg("text %zu is still there: '%s'", i, kept.texts[i]);
	fixture_release(&f);
}

/* Calls what there is and counts the services that did as they were told. */
static int services_that_work(struct qw_context *ctx, struct qw_command *cmd)
{
	struct qw_option *opt = kept.option;
	struct qw_change change;
	struct qw_word word = { "-S", "somewhere" };
	const struct qw_field *fields;
	const char *a, *b;
	uint32_t level;
	size_t count;
	int works = 0;
	works += qw_find(cmd, "m") != NULL;
	works += qw_next(cmd, "m", NULL) != NULL;
	works += qw_name(cmd, opt) != NULL;
	works += qw_spelling(cmd, opt) != NULL;
	works += qw_value(cmd, opt) != NULL;
	works += qw_origin(cmd, opt) != NULL;
	works += qw_flags(cmd, opt) != 0;
	works += qw_index(cmd, opt) >= 0;
	works += qw_owner(cmd, opt, NULL) != NULL;
	works += qw_get(cmd, opt, "id") != NULL;
	works += qw_property(cmd, opt, 0, &a, &b) >= 0;
	works += qw_line(cmd) != 0;
	works += qw_manager(cmd) != NULL;
	works += qw_program(cmd) != NULL;
	works += qw_program_name(cmd) != NULL;
	works += qw_host_version(cmd) != NULL;
	works += qw_add(cmd, "S", NULL, 0, "r") >= 0;
	works += qw_add_words(cmd, 1, &word, 1, "r") >= 0;
	works += qw_set(cmd, opt, "mac", "c", 0, "r") >= 0;
	works += qw_set_at(cmd, opt, 1, "c", 0, "r") >= 0;
	works += qw_replace(cmd, opt, "c", 0, "r") >= 0;
	works += qw_unset(cmd, opt, "mac", 0, "r") >= 0;
	works += qw_remove(cmd, opt, 0, "r") >= 0;
	works += qw_env(cmd, "HOME") != NULL;
	works += qw_set_env(cmd, "X", "1", 0, "r") >= 0;
	works += qw_unset_env(cmd, "HOME", 0, "r") >= 0;
	works += qw_reserve_fd(cmd, "r") >= 0;
	works += qw_fill_fd(ctx, 3, 3) >= 0;
	works += qw_argument(cmd, QW_FINAL, 0, NULL) != NULL;
	works += qw_change_at(cmd, 0, &change) >= 0;
	works += qw_fact_at(cmd, 0, &a, &b, &fields, &count) >= 0;
	works += qw_note_at(cmd, 0, &a, &level, &b) >= 0;
	works += qw_redact(cmd, "m", "1G") != NULL;
	works += qw_redact_property(cmd, "m", "size", "1G") != NULL;
	works += qw_fact(ctx, "key", NULL, 0) >= 0;
	works += qw_error(ctx, EIO, "an error") != -EIO;
	qw_note(ctx, QW_WARNING, "a note");
	return works;
}

static int keep_handles(struct qw_context *ctx, struct qw_command *cmd)
{
	kept.ctx = ctx;
	kept.cmd = cmd;
	kept.option = qw_find(cmd, "device");
	return 0;
}

static void expect_untouched(struct fixture *f)
{
	fixture_expect(f, line);
	assert_int_equal(f->pipeline.journal.changes.count, 0);
	assert_int_equal(f->pipeline.journal.notes.list.count, 0);
	assert_int_equal(f->pipeline.journal.facts.count, 0);
	assert_int_equal(f->pipeline.environment.edits.count, 0);
	assert_int_equal(f->pipeline.slots.list.count, 0);
	assert_null(f->pipeline.refusal.text);
}

static void test_30_calls_after_the_hook_has_returned(void **state)
{
	(void)state;
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = keep_handles });
	assert_int_equal(pipeline_rewrite(&f.pipeline), 0);
	assert_int_equal(services_that_work(kept.ctx, kept.cmd), 0);
	pipeline_close(&f.pipeline);
	assert_int_equal(services_that_work(kept.ctx, kept.cmd), 0);
	expect_untouched(&f);
	fixture_release(&f);
}

/* With the `cmd` of the rewrite hook, while another hook of the same plugin runs. */
static int check_with_the_old(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	kept.result = qw_add(kept.cmd, "S", NULL, 0, "r");
	assert_null(qw_find(kept.cmd, "m"));
	assert_ptr_equal(ctx, kept.ctx);
	return 0;
}

static void test_30_command_of_another_hook(void **state)
{
	(void)state;
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = keep_handles, .check = check_with_the_old });
	assert_int_equal(pipeline_rewrite(&f.pipeline), 0);
	assert_int_equal(pipeline_check(&f.pipeline), 0);
	assert_int_equal(kept.result, -EPERM);
	expect_untouched(&f);
	fixture_release(&f);
}

static void *in_a_thread(void *unused)
{
	(void)unused;
	kept.result = services_that_work(kept.ctx, kept.cmd);
	return NULL;
}

static int call_from_a_thread(struct qw_context *ctx, struct qw_command *cmd)
{
	pthread_t thread;
	keep_handles(ctx, cmd);
	assert_int_equal(pthread_create(&thread, NULL, in_a_thread, NULL), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	return 0;
}

static void test_30_calls_from_another_thread(void **state)
{
	(void)state;
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = call_from_a_thread });
	assert_int_equal(pipeline_rewrite(&f.pipeline), 0);
	assert_int_equal(kept.result, 0);
	expect_untouched(&f);
	fixture_release(&f);
}

/* The counter counts: on the right thread, in time, most services do work. */
static int call_rightly(struct qw_context *ctx, struct qw_command *cmd)
{
	keep_handles(ctx, cmd);
	kept.result = services_that_work(ctx, cmd);
	return 0;
}

static void test_30_the_same_calls_at_the_right_time(void **state)
{
	(void)state;
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = call_rightly });
	/* The first that doesn't is fill_fd. */
	assert_int_equal(pipeline_rewrite(&f.pipeline), -EPERM);
	assert_true(kept.result > 25);
	fixture_expect(&f, line);
	fixture_release(&f);
}

static int call_itself(struct qw_context *ctx, struct qw_command *cmd)
{
	if (kept.result++ < 3)
		assert_int_equal(call_itself(ctx, cmd), 0);
	return qw_add_after(cmd, NULL, "S", NULL, 0, "once more");
}

static void test_30_hook_that_calls_itself(void **state)
{
	(void)state;
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = call_itself });
	assert_int_equal(pipeline_rewrite(&f.pipeline), 0);
	assert_int_equal(f.pipeline.journal.changes.count, 4);
	fixture_release(&f);
}

/* Strings of the hook's own view, whole and in part, go back into it. */
static int hand_back(struct qw_context *ctx, struct qw_command *cmd)
{
	struct qw_option *device = qw_find(cmd, "device"), *memory = qw_find(cmd, "m");
	assert_int_equal(qw_replace(cmd, memory, qw_value(cmd, memory), 0, "r"), 0);
	assert_int_equal(qw_set(cmd, device, qw_get(cmd, device, "driver"),
				qw_value(cmd, device) + 6, 0, qw_name(cmd, device)),
			 0);
	assert_string_equal(qw_get(cmd, device, "e1000"), "id=n0,mac=a");
	assert_int_equal(
		qw_replace(cmd, device, qw_value(cmd, device) + 2, 0, qw_origin(cmd, device)), 0);
	assert_int_equal(qw_add(cmd, qw_name(cmd, memory), qw_value(cmd, memory), 0,
				qw_spelling(cmd, memory) + 1),
			 0);
	struct qw_word words[] = { { qw_spelling(cmd, device), qw_origin(cmd, memory) },
				   { qw_value(cmd, device), qw_value(cmd, device) } };
	assert_int_equal(qw_add_words(cmd, 1, words, 2, qw_value(cmd, device)), 0);
	assert_int_equal(qw_set_env(cmd, "A", qw_env(cmd, "HOME"), 0, qw_env(cmd, "A")), 0);
	qw_note(ctx, QW_INFO, "%s", qw_env(cmd, "A"));
	return 0;
}

static void test_29_own_strings_go_back(void **state)
{
	(void)state;
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = hand_back });
	assert_int_equal(pipeline_rewrite(&f.pipeline), 0);
	fixture_expect(&f, LINE("-m", "1G", "-device", "000,id=n0,mac=a,e1000=id=n0,,mac=a",
				"-chardev", "socket,id=charmonitor,fd=3", "disk.img", "-m", "1G",
				"-device", "000,id=n0,mac=a,e1000=id=n0,,mac=a"));
	assert_string_equal(environment_get(&f.pipeline.environment, "A"), "/root");
	fixture_release(&f);
}

static int missing_pointers(struct qw_context *ctx, struct qw_command *cmd)
{
	const struct qw_host *host = cmd->host;
	struct qw_option *device = qw_find(cmd, "device");
	assert_int_equal(host->change_at(cmd, 0, NULL), -EINVAL);
	assert_int_equal(qw_fact_at(cmd, 0, NULL, NULL, NULL, NULL), -EINVAL);
	assert_int_equal(qw_note_at(cmd, 0, NULL, NULL, NULL), -EINVAL);
	assert_int_equal(qw_property(cmd, device, 0, NULL, NULL), 1);
	assert_null(qw_get(cmd, device, NULL));
	assert_null(qw_env(cmd, NULL));
	assert_null(qw_redact(cmd, NULL, NULL));
	assert_null(qw_name(cmd, NULL));
	assert_int_equal(qw_index(cmd, NULL), -ESTALE);
	assert_int_equal(qw_string(ctx, NULL) == NULL, true);
	assert_int_equal(qw_fact(ctx, NULL, NULL, 0), -EINVAL);
	assert_int_equal(qw_fact(ctx, "k", NULL, 2), -EINVAL);
	return 0;
}

static void test_29_missing_pointers(void **state)
{
	(void)state;
	struct fixture f;
	start(&f, (struct qw_plugin){ .rewrite = missing_pointers });
	assert_int_equal(pipeline_rewrite(&f.pipeline), -EINVAL);
	fixture_expect(&f, line);
	fixture_release(&f);
}

/* What such an edit returned, and the hook after it. */
static int (*edit_without)(struct qw_command *cmd, struct qw_option *device);

static int edit_and_succeed(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	kept.result = edit_without(cmd, qw_find(cmd, "device"));
	return 0;
}

static int no_option(struct qw_command *cmd, struct qw_option *device)
{
	(void)device;
	return qw_add(cmd, NULL, "1G", 0, "r");
}

static int no_property(struct qw_command *cmd, struct qw_option *device)
{
	return qw_set(cmd, device, "", "v", 0, "r");
}

static int no_value(struct qw_command *cmd, struct qw_option *device)
{
	return qw_set(cmd, device, "id", NULL, 0, "r");
}

static int no_value_at(struct qw_command *cmd, struct qw_option *device)
{
	return qw_set_at(cmd, device, 0, NULL, 0, "r");
}

static int no_such_position(struct qw_command *cmd, struct qw_option *device)
{
	return qw_set_at(cmd, device, SIZE_MAX, "v", 0, "r");
}

static int no_whole_value(struct qw_command *cmd, struct qw_option *device)
{
	return qw_replace(cmd, device, NULL, 0, "r");
}

static int no_property_to_remove(struct qw_command *cmd, struct qw_option *device)
{
	return qw_unset(cmd, device, NULL, 0, "r");
}

static int no_name(struct qw_command *cmd, struct qw_option *device)
{
	(void)device;
	return qw_set_env(cmd, NULL, "v", 0, "r");
}

static int no_value_of_variable(struct qw_command *cmd, struct qw_option *device)
{
	(void)device;
	return qw_set_env(cmd, "A", NULL, 0, "r");
}

static int no_name_to_remove(struct qw_command *cmd, struct qw_option *device)
{
	(void)device;
	return qw_unset_env(cmd, NULL, 0, "r");
}

static int no_reason(struct qw_command *cmd, struct qw_option *device)
{
	return qw_remove(cmd, device, 0, NULL);
}

static void test_29_edits_without_a_part_fail_the_hook(void **state)
{
	(void)state;
	static const struct {
		int (*edit)(struct qw_command *cmd, struct qw_option *device);
		int status;
	} rows[] = {
		{ no_option, -EINVAL },
		{ no_property, -EINVAL },
		{ no_value, -EINVAL },
		{ no_value_at, -EINVAL },
		{ no_such_position, -ERANGE },
		{ no_whole_value, -EINVAL },
		{ no_property_to_remove, -EINVAL },
		{ no_name, -EINVAL },
		{ no_value_of_variable, -EINVAL },
		{ no_name_to_remove, -EINVAL },
		{ no_reason, -EINVAL },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f;
		edit_without = rows[i].edit;
		start(&f, (struct qw_plugin){ .rewrite = edit_and_succeed });
		assert_int_equal(pipeline_rewrite(&f.pipeline), rows[i].status);
		assert_int_equal(kept.result, rows[i].status);
		fixture_expect(&f, line);
		assert_string_equal(environment_get(&f.pipeline.environment, "A"), "1");
		fixture_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_28_kept_strings_are_gone),
		cmocka_unit_test(test_30_calls_after_the_hook_has_returned),
		cmocka_unit_test(test_30_command_of_another_hook),
		cmocka_unit_test(test_30_calls_from_another_thread),
		cmocka_unit_test(test_30_the_same_calls_at_the_right_time),
		cmocka_unit_test(test_30_hook_that_calls_itself),
		cmocka_unit_test(test_29_own_strings_go_back),
		cmocka_unit_test(test_29_missing_pointers),
		cmocka_unit_test(test_29_edits_without_a_part_fail_the_hook),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
