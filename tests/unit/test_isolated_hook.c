/* SPDX-License-Identifier: MIT */
#include "pipeline/isolated_hook.h"

#include "pipeline_fixture.h"
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Hooks here must not assert anything: a failure would go on in both processes. */

static struct plugin_settings *isolated_plugin(struct fixture *f, const char *name,
					       struct qw_plugin descriptor)
{
	struct plugin_settings *settings = fixture_plugin(f, name, descriptor);
	f->plugins[f->set.list.count - 1].isolation = ISOLATION_HOOKS;
	return settings;
}

static int edit_all(struct qw_context *ctx, struct qw_command *cmd)
{
	static const struct qw_word words[] = { { "-name", "Q:1" }, { "x", "Q:2" } };
	const struct qw_field fields[] = { { "text", QW_FIELD_TEXT, 0, "t", 0 },
					   { "number", QW_FIELD_NUMBER, 0, NULL, -5 },
					   { "none", QW_FIELD_NONE, 0, NULL, 0 } };
	struct qw_option *memory = qw_find(cmd, "m"), *drive = qw_find(cmd, "drive");
	int bad = qw_set(cmd, memory, "slots", "2,3", QW_GUEST_VISIBLE, "slots") ||
		  qw_add(cmd, "device", "e1000,id=a", 0, "a device") ||
		  qw_set(cmd, qw_find(cmd, "device[id=a]"), "mac", "m", 0, "of what was added") ||
		  qw_set_at(cmd, drive, 1, "qcow2", 0, "the second") ||
		  qw_unset(cmd, drive, "id", 0, "no id") ||
		  qw_add_before(cmd, memory, "S", NULL, 0, "before") ||
		  qw_add_after(cmd, memory, "snapshot", NULL, 0, "after") ||
		  qw_add_words(cmd, 1, words, 2, "words") ||
		  qw_remove(cmd, qw_find(cmd, "nographic"), 0, "gone") ||
		  qw_replace(cmd, qw_find(cmd, "vnc"), ":2", 0, "another") ||
		  qw_set_env(cmd, "B", "2", 0, "a variable") || qw_unset_env(cmd, "A", 0, "none") ||
		  qw_fact(ctx, "found", fields, 3);
	qw_note(ctx, QW_WARNING, "warned of %d", 7);
	qw_note_text(ctx, QW_INFO, "100% sure");
	/* Its own edits show at once. */
	if (bad || strcmp(qw_value(cmd, qw_find(cmd, "vnc")), ":2") || qw_env(cmd, "A") ||
	    strcmp(qw_get(cmd, memory, "slots"), "2,3"))
		return qw_error(ctx, EIO, "something is wrong: %d", bad);
	return 0;
}

static void run_edits(struct fixture *f, enum isolation isolation)
{
	fixture_plugin(f, "acme", (struct qw_plugin){ .rewrite = edit_all });
	f->plugins[0].isolation = isolation;
	assert_int_equal(fixture_run(f, LINE("-m", "1G", "-vnc", ":1", "-nographic", "-drive",
					     "file=x,format=raw,id=d")),
			 0);
}

static void assert_same_text(const char *a, const char *b)
{
	assert_int_equal(!a, !b);
	if (a)
		assert_string_equal(a, b);
}

static void assert_same_changes(const struct journal *a, const struct journal *b)
{
	assert_int_equal(a->changes.count, b->changes.count);
	for (size_t i = 0; i < a->changes.count; i++) {
		const struct change *one = &a->changes.items[i], *two = &b->changes.items[i];
		assert_int_equal(one->action, two->action);
		assert_int_equal(one->flags, two->flags);
		assert_int_equal(one->serial, two->serial);
		assert_same_text(one->plugin, two->plugin);
		assert_same_text(one->option, two->option);
		assert_same_text(one->id, two->id);
		assert_same_text(one->property, two->property);
		assert_same_text(one->variable, two->variable);
		assert_same_text(one->before, two->before);
		assert_same_text(one->after, two->after);
		assert_same_text(one->reason, two->reason);
	}
}

static void assert_same_findings(const struct journal *a, const struct journal *b)
{
	assert_int_equal(a->facts.count, 1);
	assert_int_equal(b->facts.count, 1);
	assert_int_equal(a->facts.items[0].count, b->facts.items[0].count);
	for (size_t i = 0; i < a->facts.items[0].count; i++) {
		const struct qw_field *one = &a->facts.items[0].fields[i];
		const struct qw_field *two = &b->facts.items[0].fields[i];
		assert_same_text(one->name, two->name);
		assert_same_text(one->text, two->text);
		assert_int_equal(one->kind, two->kind);
		assert_int_equal(one->number, two->number);
	}
	assert_int_equal(a->notes.list.count, 2);
	assert_int_equal(b->notes.list.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_same_text(a->notes.list.items[i].text, b->notes.list.items[i].text);
		assert_same_text(a->notes.list.items[i].plugin, b->notes.list.items[i].plugin);
		assert_int_equal(a->notes.list.items[i].level, b->notes.list.items[i].level);
	}
}

static void everything_is_as_without(void **state)
{
	(void)state;
	struct fixture plain = { 0 }, isolated = { 0 };
	struct error err = { 0 };
	const char *const *expected;
	run_edits(&plain, ISOLATION_NONE);
	run_edits(&isolated, ISOLATION_HOOKS);
	assert_int_equal(command_emit(&plain.pipeline.command, &plain.arena, &expected, NULL, &err),
			 0);
	fixture_expect(&isolated, expected);
	assert_same_changes(&plain.pipeline.journal, &isolated.pipeline.journal);
	assert_same_findings(&plain.pipeline.journal, &isolated.pipeline.journal);
	assert_int_equal(plain.pipeline.owners.records.count,
			 isolated.pipeline.owners.records.count);
	assert_string_equal(environment_get(&isolated.pipeline.environment, "B"), "2");
	assert_null(environment_get(&isolated.pipeline.environment, "A"));
	fixture_release(&plain);
	fixture_release(&isolated);
}

static int crash(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	qw_add(cmd, "S", NULL, 0, "lost");
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return 0;
}

static int end_process(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	qw_add(cmd, "S", NULL, 0, "lost");
	_exit(0);
}

static int loop(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	qw_add(cmd, "S", NULL, 0, "lost");
	while (pause() < 0)
		;
	return 0;
}

static int fail_with_text(struct qw_context *ctx, struct qw_command *cmd)
{
	qw_add(cmd, "S", NULL, 0, "lost");
	qw_note(ctx, QW_WARNING, "lost, too");
	return qw_error(ctx, ENODEV, "no %s here", "device");
}

static int fail_with_number(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return 7;
}

static int reserve(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	qw_reserve_fd(cmd, "for a tap device");
	return 0;
}

static int ask_twice(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	qw_add(cmd, "S", NULL, 0, "lost");
	qw_find(cmd, "vnc");
	return 0;
}

static void what_fails_leaves_nothing(void **state)
{
	(void)state;
	static const struct {
		int (*rewrite)(struct qw_context *ctx, struct qw_command *cmd);
		const char *text;
	} cases[] = {
		{ crash, "it was killed by signal 11 (Segmentation fault)" },
		{ end_process, "it ended its process with status 0 instead of returning" },
		{ loop, "it did not finish within 300 ms and was stopped (time-limit)" },
		{ fail_with_text, "no device here" },
		{ fail_with_number, "the hook returned 7 and gave no reason" },
		{ reserve, "it reserves a descriptor for QEMU" },
		{ ask_twice, "means more than one option" },
	};
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		struct fixture f = { 0 };
		bool required = i % 2;
		struct plugin_settings *settings = isolated_plugin(
			&f, "acme", (struct qw_plugin){ .rewrite = cases[i / 2].rewrite });
		settings->required = required;
		if (cases[i / 2].rewrite == loop)
			settings->time_limit = 300;
		int status = fixture_run(&f, LINE("-vnc", ":1", "-vnc", ":2"));
		const char *text = f.pipeline.refusal.text;
		assert_int_equal(status < 0, required);
		if (required) {
			assert_string_equal(f.pipeline.refusal.plugin, "acme");
			assert_string_equal(f.pipeline.refusal.phase, "rewrite");
		} else {
			assert_int_equal(f.pipeline.journal.notes.list.count, 1);
			text = f.pipeline.journal.notes.list.items[0].text;
			assert_non_null(strstr(text, "skipped"));
		}
		if (!strstr(text, cases[i / 2].text))
			fail_msg("'%s' does not say '%s'", text, cases[i / 2].text);
		assert_int_equal(f.pipeline.journal.changes.count, 0);
		assert_int_equal(f.pipeline.owners.records.count, 0);
		fixture_expect(&f, LINE("-vnc", ":1", "-vnc", ":2"));
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		fixture_release(&f);
	}
}

/* One plugin after the other: the second sees and may not change what the first has done. */
static int set_memory(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_replace(cmd, qw_find(cmd, "m"), "2G", 0, "two are enough");
}

static int set_more_memory(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *memory = qw_find(cmd, "m");
	if (strcmp(qw_value(cmd, memory), "2G") || strcmp(qw_origin(cmd, memory), "plugin:first"))
		return -EIO;
	return qw_replace(cmd, memory, "3G", 0, "three are needed");
}

static void conflicts_are_found(void **state)
{
	(void)state;
	static const char *const first[] = { "first", NULL };
	for (int overrides = 0; overrides < 2; overrides++) {
		struct fixture f = { 0 };
		isolated_plugin(&f, "first", (struct qw_plugin){ .rewrite = set_memory });
		struct plugin_settings *second = isolated_plugin(
			&f, "second", (struct qw_plugin){ .rewrite = set_more_memory });
		second->overrides = overrides ? first : NULL;
		int status = fixture_run(&f, LINE("-m", "1G"));
		assert_int_equal(status, overrides ? 0 : -EEXIST);
		if (!overrides)
			assert_non_null(strstr(f.pipeline.refusal.text, "two are enough"));
		fixture_expect(&f, overrides ? LINE("-m", "3G") : LINE("-m", "2G"));
		fixture_release(&f);
	}
}

static pid_t opened_by, closed_by;

static int open_here(struct qw_context *ctx)
{
	opened_by = getpid();
	ctx->state = &opened_by;
	return 0;
}

static int rewrite_there(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	bool knows = ctx->state == &opened_by && opened_by == getppid();
	ctx->state = NULL;
	qw_note(ctx, QW_INFO, "%s", knows ? "knows" : "doesn't know");
	return 0;
}

static int check_there(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	qw_note(ctx, QW_INFO, "%s", ctx->state && opened_by != getpid() ? "kept" : "lost");
	return 0;
}

static void close_here(struct qw_context *ctx)
{
	closed_by = ctx->state == &opened_by ? getpid() : 0;
}

/* Loaded here, but two hooks in children. */
static void state_is_that_of_this_process(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	isolated_plugin(&f, "acme",
			(struct qw_plugin){ .open = open_here,
					    .rewrite = rewrite_there,
					    .check = check_there,
					    .close = close_here });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), 0);
	pipeline_close(&f.pipeline);
	assert_int_equal(opened_by, getpid());
	assert_int_equal(closed_by, getpid());
	assert_int_equal(f.pipeline.journal.notes.list.count, 2);
	assert_string_equal(f.pipeline.journal.notes.list.items[0].text, "knows");
	assert_string_equal(f.pipeline.journal.notes.list.items[1].text, "kept");
	fixture_release(&f);
}

static int edit_in_check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	qw_add((struct qw_command *)(uintptr_t)cmd, "S", NULL, 0, "not here");
	return 0;
}

static void phases_keep_their_limits(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	isolated_plugin(&f, "acme", (struct qw_plugin){ .check = edit_in_check });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), -EPERM);
	assert_string_equal(f.pipeline.refusal.phase, "check");
	fixture_expect(&f, LINE("-m", "1G"));
	fixture_release(&f);
}

static void which_hooks_are_isolated(void **state)
{
	(void)state;
	for (enum phase phase = PHASE_OPEN; phase <= PHASE_CLOSE; phase++) {
		struct plugin plugin = { .isolation = ISOLATION_NONE };
		assert_false(isolated_hook_applies(&plugin, phase));
		plugin.isolation = ISOLATION_FULL;
		assert_true(isolated_hook_applies(&plugin, phase));
		plugin.isolation = ISOLATION_HOOKS;
		assert_int_equal(isolated_hook_applies(&plugin, phase),
				 phase == PHASE_REWRITE || phase == PHASE_CHECK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_as_without),
		cmocka_unit_test(what_fails_leaves_nothing),
		cmocka_unit_test(conflicts_are_found),
		cmocka_unit_test(state_is_that_of_this_process),
		cmocka_unit_test(phases_keep_their_limits),
		cmocka_unit_test(which_hooks_are_isolated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
