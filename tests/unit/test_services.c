/* SPDX-License-Identifier: MIT */
/* The services behind the public header, called through it as plugins do. */
#include "pipeline_fixture.h"

#include "pipeline/hook.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* The rewrite hook of the plugin under test. */
static int (*body)(struct qw_context *ctx, struct qw_command *cmd);

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	return body(ctx, cmd);
}

/* Runs a hook over a line; the refusal's text, or NULL if all went well. */
static const char *run(struct fixture *f, int (*hook)(struct qw_context *, struct qw_command *),
		       const char *const *argv)
{
	body = hook;
	fixture_plugin(f, "p", (struct qw_plugin){ .rewrite = rewrite });
	fixture_run(f, argv);
	return f->pipeline.refusal.text;
}

static int find_everything(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *vnc = qw_next(cmd, "vnc", NULL);
	assert_string_equal(qw_value(cmd, vnc), ":1");
	assert_string_equal(qw_spelling(cmd, vnc), "--vnc");
	assert_int_equal(qw_index(cmd, vnc), 1);
	vnc = qw_next(cmd, "vnc", vnc);
	assert_string_equal(qw_value(cmd, vnc), ":2,to=9");
	assert_string_equal(qw_spelling(cmd, vnc), "-display");
	assert_string_equal(qw_get(cmd, vnc, "to"), "9");
	assert_null(qw_next(cmd, "vnc", vnc));
	assert_string_equal(qw_get(cmd, qw_find(cmd, "machine"), "type"), "q35");
	assert_string_equal(qw_name(cmd, qw_find(cmd, "machine")), "machine");
	assert_null(qw_find(cmd, "machine.accel"));
	struct qw_option *net = qw_find(cmd, "device[e1000].mac");
	assert_string_equal(qw_get(cmd, net, "id"), "n0");
	assert_ptr_equal(net, qw_find(cmd, "device[id=n0]"));
	assert_string_equal(qw_value(cmd, qw_find(cmd, "image")), "disk.img");
	assert_string_equal(qw_origin(cmd, net), "user");
	assert_null(qw_owner(cmd, net, NULL));
	const char *key, *value;
	assert_int_equal(qw_property(cmd, net, 0, &key, &value), 1);
	assert_string_equal(key, "driver");
	assert_string_equal(value, "e1000");
	assert_int_equal(qw_property(cmd, net, 3, &key, &value), 0);
	assert_string_equal(qw_env(cmd, "A"), "1");
	assert_null(qw_env(cmd, "B"));
	assert_string_equal(qw_program(cmd), "/usr/bin/qemu-system-x86_64");
	assert_string_equal(qw_program_name(cmd), "qemu-system-x86_64");
	assert_null(qw_manager(cmd));
	assert_int_equal(strtol(qw_process(cmd), NULL, 10), getpid());
	/* What a newer header asks for is not known. */
	assert_null(cmd->host->about(cmd, QW_ABOUT_PROCESS + 1));
	return 0;
}

static void test_options_are_found_by_selector_in_all_spellings(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_null(run(&f, find_everything,
			LINE("--vnc", ":1", "-display", "vnc=:2,to=9", "-M", "q35", "-device",
			     "e1000,id=n0,mac=52:54:00:00:00:01", "disk.img")));
	fixture_release(&f);
}

static int find_two(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	assert_non_null(qw_find(cmd, "m[*]"));
	assert_null(qw_find(cmd, "m"));
	return 0;
}

static void test_ambiguous_selector_fails_the_hook(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	const char *text = run(&f, find_two, LINE("-m", "1G", "-S", "-m", "2G"));
	assert_string_equal(text, "'m' means more than one option here "
				  "(arguments 1 and 4); [*] behind the name takes all");
	fixture_release(&f);
}

static int edit_everything(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *drive = qw_find(cmd, "drive");
	assert_int_equal(qw_set(cmd, drive, "file", "a,b.img", 0, "r"), 0);
	assert_int_equal(qw_set(cmd, drive, "cache", "none", 0, "r"), 0);
	assert_int_equal(qw_unset(cmd, drive, "if", 0, "r"), 0);
	assert_string_equal(qw_get(cmd, drive, "file"), "a,b.img");
	struct qw_option *json = qw_find(cmd, "device");
	assert_int_equal(qw_set(cmd, json, "addr", "0x5", 0, "r"), 0);
	assert_int_equal(qw_set(cmd, json, "multifunction", "on", QW_BOOLEAN, "r"), 0);
	struct qw_option *vnc = qw_find(cmd, "vnc");
	assert_int_equal(qw_set_at(cmd, vnc, 0, ":7", 0, "r"), 0);
	assert_int_equal(qw_add_before(cmd, vnc, "S", NULL, 0, "r"), 0);
	assert_int_equal(qw_add_after(cmd, vnc, "m", "1G", QW_GUEST_VISIBLE, "r"), 0);
	assert_int_equal(qw_add_before(cmd, NULL, "name", "first", 0, "r"), 0);
	assert_int_equal(qw_replace(cmd, qw_find(cmd, "uuid"), "u2", 0, "r"), 0);
	assert_int_equal(qw_add(cmd, "image", "x.img", 0, "r"), 0);
	assert_int_equal(qw_remove(cmd, qw_find(cmd, "snapshot"), 0, "r"), 0);
	assert_int_equal(qw_set_env(cmd, "A", "3", 0, "r"), 0);
	assert_int_equal(qw_unset_env(cmd, "HOME", 0, "r"), 0);
	assert_int_equal(qw_unset_env(cmd, "NEVER", 0, "r"), 0);
	return 0;
}

static void test_edits_change_what_they_name_and_nothing_else(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_null(run(&f, edit_everything,
			LINE("-drive", "if=virtio,file=old,format=raw", "-device",
			     "{ \"driver\": \"e1000\" }", "-snapshot", "-display",
			     "vnc=:5907,password=on", "-uuid", "u1")));
	fixture_expect(&f, LINE("-name", "first", "-drive", "file=a,,b.img,format=raw,cache=none",
				"-device",
				"{ \"driver\": \"e1000\",\"addr\":\"0x5\",\"multifunction\":true }",
				"-S", "-display", "vnc=:7,password=on", "-m", "1G", "-uuid", "u2",
				"x.img"));
	const char *const *envp;
	struct error err = { 0 };
	assert_int_equal(environment_emit(&f.pipeline.environment, &f.arena, &envp, &err), 0);
	assert_string_equal(envp[0], "A=3");
	assert_null(envp[1]);
	fixture_release(&f);
}

static int change_nothing(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *m = qw_find(cmd, "m");
	assert_int_equal(qw_set(cmd, m, "size", "1G", 0, "r"), 0);
	assert_int_equal(qw_unset(cmd, m, "slots", 0, "r"), 0);
	return 0;
}

static void test_edit_that_changes_nothing_is_no_change(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_null(run(&f, change_nothing, LINE("-m", "1G")));
	assert_int_equal(f.pipeline.journal.changes.count, 0);
	const char *const *argv;
	struct error err = { 0 };
	command_emit(&f.pipeline.command, &f.arena, &argv, NULL, &err);
	assert_ptr_equal(argv[2], f.pipeline.original.items[0]->value);
	fixture_release(&f);
}

static struct qw_option *kept;

static int remove_and_use(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	kept = qw_find(cmd, "m");
	assert_int_equal(qw_remove(cmd, kept, 0, "r"), 0);
	assert_null(qw_value(cmd, kept));
	assert_int_equal(qw_index(cmd, kept), -ESTALE);
	assert_int_equal(qw_replace(cmd, kept, "2G", 0, "r"), -ESTALE);
	return 0;
}

static void test_removed_handle_is_stale(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_non_null(run(&f, remove_and_use, LINE("-m", "1G")));
	fixture_expect(&f, LINE("-m", "1G"));
	fixture_release(&f);
}

static int remove_all(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *opt = NULL;
	int count = 0;
	while ((opt = qw_next(cmd, "device", opt))) {
		assert_int_equal(qw_remove(cmd, opt, 0, "r"), 0);
		count++;
	}
	assert_int_equal(count, 3);
	return 0;
}

static void test_iteration_goes_on_behind_a_removed_option(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_null(
		run(&f, remove_all, LINE("-device", "a", "-device", "b", "-S", "-device", "c")));
	fixture_expect(&f, LINE("-S"));
	fixture_release(&f);
}

static int remove_with_finds_between(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *opt = NULL;
	while ((opt = qw_next(cmd, "device", opt))) {
		assert_non_null(qw_find(cmd, "S"));
		assert_int_equal(qw_add_before(cmd, NULL, "usb", NULL, 0, "r"), 0);
		assert_int_equal(qw_remove(cmd, opt, 0, "r"), 0);
		assert_int_equal(qw_add(cmd, "device", "z", 0, "r"), 0);
		if (qw_index(cmd, qw_find(cmd, "S")) > 20)
			return 0;
	}
	return 0;
}

static int replace_each(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *opt = NULL, *next;
	int count = 0;
	while ((next = qw_next(cmd, "device", opt))) {
		assert_int_equal(qw_add_before(cmd, next, "device", "new", 0, "r"), 0);
		assert_int_equal(qw_remove(cmd, next, 0, "r"), 0);
		opt = next;
		assert_true(++count <= 3);
	}
	assert_int_equal(count, 3);
	return 0;
}

static void test_iteration_is_not_lost_by_other_searches_and_edits(void **state)
{
	(void)state;
	static const char *const line[] = { "q",  "-device", "a", "-device", "b",
					    "-S", "-device", "c", NULL };
	struct fixture f = { 0 };
	assert_null(run(&f, replace_each, line));
	fixture_expect(&f, (const char *const[]){ "q", "-device", "new", "-device", "new", "-S",
						  "-device", "new", NULL });
	fixture_release(&f);
	f = (struct fixture){ 0 };
	assert_null(run(&f, remove_with_finds_between, line));
	for (size_t i = 0; i < f.pipeline.command.count; i++)
		assert_null(strchr("abc", *(element_value(f.pipeline.command.items[i])
						    ? element_value(f.pipeline.command.items[i])
						    : "-")));
	fixture_release(&f);
}

static int edit_unknown(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	assert_int_equal(qw_add(cmd, "foo", "bar=1", 0, "r"), 0);
	struct qw_option *foo = qw_find(cmd, "foo");
	assert_null(qw_get(cmd, foo, "bar"));
	assert_int_equal(qw_set(cmd, foo, "bar", "2", 0, "r"), -EINVAL);
	assert_int_equal(qw_set_at(cmd, foo, 0, "2", 0, "r"), -EINVAL);
	assert_int_equal(qw_unset(cmd, foo, "bar", 0, "r"), -EINVAL);
	return qw_replace(cmd, foo, "baz", 0, "r");
}

static void test_value_of_an_unknown_option_is_one_text(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_string_equal(run(&f, edit_unknown, LINE("-S")),
			    "the value of -foo is one text: no QEMU has that option");
	fixture_release(&f);
}

static int uncertain(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *vnc = qw_find(cmd, "vnc");
	assert_int_equal(qw_flags(cmd, vnc), QW_UNCERTAIN);
	assert_int_equal(qw_replace(cmd, vnc, ":1", 0, "r"), -EBUSY);
	return 0;
}

static void test_possible_value_of_an_unknown_option_is_found_but_not_edited(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_non_null(run(&f, uncertain, LINE("-frobnicate", "-vnc", ":5901")));
	fixture_release(&f);
}

static int add_at_end(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "S", NULL, 0, "r");
}

static void test_addition_never_becomes_the_value_of_another_option(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_null(run(&f, add_at_end, LINE("-m")));
	fixture_expect(&f, LINE("-S", "-m"));
	fixture_release(&f);
	f = (struct fixture){ 0 };
	assert_null(run(&f, add_at_end, LINE("-usb", "-frobnicate")));
	fixture_expect(&f, LINE("-usb", "-S", "-frobnicate"));
	fixture_release(&f);
	f = (struct fixture){ 0 };
	assert_null(run(&f, add_at_end, LINE("-frobnicate", "x")));
	fixture_expect(&f, LINE("-frobnicate", "x", "-S"));
	fixture_release(&f);
}

static int wrong_additions(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	assert_int_equal(qw_add(cmd, "m", NULL, 0, "r"), -EINVAL);
	assert_int_equal(qw_add(cmd, "S", "1", 0, "r"), -EINVAL);
	assert_int_equal(qw_add(cmd, "-m", "1G", 0, "r"), -EINVAL);
	assert_int_equal(qw_add(cmd, "", NULL, 0, "r"), -EINVAL);
	assert_int_equal(qw_add(cmd, NULL, NULL, 0, "r"), -EINVAL);
	assert_int_equal(qw_add(cmd, "image", "-x", 0, "r"), -EINVAL);
	assert_int_equal(qw_set(cmd, NULL, "a", "b", 0, "r"), -ESTALE);
	assert_int_equal(qw_set_env(cmd, "A=B", "1", 0, "r"), -EINVAL);
	assert_int_equal(qw_set_env(cmd, NULL, "1", 0, "r"), -EINVAL);
	assert_int_equal(qw_add_words(cmd, 1, NULL, 1, "r"), -EINVAL);
	assert_null(qw_find(cmd, NULL));
	assert_null(qw_find(cmd, "m["));
	return 0;
}

static void test_29_nonsense_is_rejected(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	assert_non_null(run(&f, wrong_additions, LINE("-S")));
	fixture_expect(&f, LINE("-S"));
	fixture_release(&f);
}

static int add_words(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_word words[] = { { "-vnc", "QEMU_ARGS" }, { ":5901", "QEMU_ARGS" } };
	return qw_add_words(cmd, 1, words, 2, "words of QEMU_ARGS");
}

static int correct_words(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *vnc = qw_find(cmd, "vnc");
	assert_string_equal(qw_origin(cmd, vnc), "QEMU_ARGS");
	assert_null(qw_owner(cmd, vnc, NULL));
	return qw_set(cmd, vnc, "vnc", ":1", 0, "5901 is a port");
}

static void test_words_of_people_have_an_origin_and_no_owner(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "words", (struct qw_plugin){ .rewrite = add_words });
	fixture_plugin(&f, "corrects", (struct qw_plugin){ .rewrite = correct_words });
	assert_int_equal(fixture_run(&f, LINE("-S")), 0);
	const char *const *argv, *const *origins;
	struct error err = { 0 };
	command_emit(&f.pipeline.command, &f.arena, &argv, &origins, &err);
	assert_string_equal(origins[2], "QEMU_ARGS");
	assert_string_equal(origins[3], "plugin:corrects");
	assert_string_equal(argv[3], ":1");
	assert_int_equal(f.pipeline.journal.changes.count, 2);
	assert_int_equal(
		journal_change_index(&f.pipeline.journal.changes.items[0], &f.pipeline.command), 2);
	assert_int_equal(
		journal_change_index(&f.pipeline.journal.changes.items[1], &f.pipeline.command), 3);
	fixture_release(&f);
}

static void test_words_can_not_complete_or_swallow_the_users(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	const char *text = run(&f, add_words, LINE("-m"));
	assert_non_null(strstr(text, "ends with -m, which needs a value"));
	fixture_release(&f);
}

static int slot_number;

static int reserve(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	slot_number = qw_reserve_fd(cmd, "tap");
	return slot_number < 0 ? slot_number : 0;
}

static int fill(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	int status = qw_fill_fd(ctx, slot_number, fd);
	close(fd);
	return status;
}

static void test_descriptor_slots_are_reserved_filled_and_handed_on(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct fixture f = { 0 };
	fixture_plugin(&f, "tap", (struct qw_plugin){ .rewrite = reserve, .launch = fill });
	assert_int_equal(fixture_run(&f, LINE("-S")), 0);
	assert_true(slot_number >= 3);
	assert_int_equal(fcntl(slot_number, F_GETFD), FD_CLOEXEC);
	assert_int_equal(pipeline_launch(&f.pipeline), 0);
	assert_int_equal(slots_open_for_exec(&f.pipeline.slots, &err), 0);
	assert_int_equal(fcntl(slot_number, F_GETFD), 0);
	fixture_release(&f);
	assert_int_equal(fcntl(slot_number, F_GETFD), -1);
	f = (struct fixture){ 0 };
	fixture_plugin(&f, "tap", (struct qw_plugin){ .rewrite = reserve });
	assert_int_equal(fixture_run(&f, LINE("-S")), 0);
	assert_int_equal(pipeline_launch(&f.pipeline), -ENOTCONN);
	assert_non_null(strstr(f.pipeline.refusal.text, "(tap) was reserved but never filled"));
	fixture_release(&f);
}

static int edit_in_check(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct qw_command *writable = (struct qw_command *)(uintptr_t)cmd;
	assert_int_equal(qw_add(writable, "S", NULL, 0, "r"), -EPERM);
	assert_int_equal(qw_set_env(writable, "A", "1", 0, "r"), -EPERM);
	assert_int_equal(qw_reserve_fd(writable, "r"), -EPERM);
	assert_int_equal(qw_fill_fd(ctx, 3, 3), -EPERM);
	return 0;
}

static void test_30_edits_outside_of_rewrite_are_refused(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .check = edit_in_check });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), -EPERM);
	fixture_expect(&f, LINE("-m", "1G"));
	fixture_release(&f);
}

static int look_at_reports(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct qw_change change;
	const char *plugin, *key, *text, *origin;
	const struct qw_field *fields;
	size_t count;
	uint32_t level;
	(void)ctx;
	assert_int_equal(qw_change_at(cmd, 0, &change), 1);
	assert_string_equal(change.action, "set");
	assert_string_equal(change.option, "m");
	assert_string_equal(change.property, "size");
	assert_string_equal(change.before, "1G");
	assert_string_equal(change.after, "2G");
	assert_int_equal(change.index, 2);
	assert_int_equal(change.flags, QW_GUEST_VISIBLE);
	assert_int_equal(qw_change_at(cmd, 1, &change), 0);
	assert_int_equal(qw_fact_at(cmd, 0, &plugin, &key, &fields, &count), 1);
	assert_string_equal(key, "memory");
	assert_int_equal(count, 2);
	assert_int_equal(fields[1].number, 2);
	assert_int_equal(qw_note_at(cmd, 0, &plugin, &level, &text), 1);
	assert_int_equal(level, QW_WARNING);
	assert_string_equal(text, "7 is odd");
	assert_string_equal(qw_argument(cmd, QW_ORIGINAL, 2, &origin), "1G");
	assert_string_equal(origin, "user");
	assert_string_equal(qw_argument(cmd, QW_FINAL, 2, &origin), "2G");
	assert_string_equal(origin, "plugin:p");
	assert_null(qw_argument(cmd, QW_FINAL, 3, NULL));
	assert_null(strstr(qw_redact(cmd, "spice", "port=1,password=geheim"), "geheim"));
	assert_string_equal(qw_redact_property(cmd, "spice", "password", "ge,heim"), "***");
	assert_string_equal(qw_redact_property(cmd, "spice", NULL, "password=a"), "password=***");
	assert_null(qw_redact_property(cmd, "spice", "password", NULL));
	return 0;
}

static int report(struct qw_context *ctx, struct qw_command *cmd)
{
	struct qw_field fields[] = { { .name = "unit", .kind = QW_FIELD_TEXT, .text = "GiB" },
				     { .name = "size", .kind = QW_FIELD_NUMBER, .number = 2 } };
	qw_note(ctx, QW_WARNING, "%d is odd", 7);
	assert_int_equal(qw_fact(ctx, "memory", fields, 2), 0);
	return qw_set(cmd, qw_find(cmd, "m"), "size", "2G", QW_GUEST_VISIBLE, "more");
}

static void test_reports_show_changes_facts_notes_and_both_lines(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = report, .check = look_at_reports });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), 0);
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options_are_found_by_selector_in_all_spellings),
		cmocka_unit_test(test_ambiguous_selector_fails_the_hook),
		cmocka_unit_test(test_edits_change_what_they_name_and_nothing_else),
		cmocka_unit_test(test_edit_that_changes_nothing_is_no_change),
		cmocka_unit_test(test_removed_handle_is_stale),
		cmocka_unit_test(test_iteration_goes_on_behind_a_removed_option),
		cmocka_unit_test(test_iteration_is_not_lost_by_other_searches_and_edits),
		cmocka_unit_test(test_value_of_an_unknown_option_is_one_text),
		cmocka_unit_test(test_possible_value_of_an_unknown_option_is_found_but_not_edited),
		cmocka_unit_test(test_addition_never_becomes_the_value_of_another_option),
		cmocka_unit_test(test_29_nonsense_is_rejected),
		cmocka_unit_test(test_words_of_people_have_an_origin_and_no_owner),
		cmocka_unit_test(test_words_can_not_complete_or_swallow_the_users),
		cmocka_unit_test(test_descriptor_slots_are_reserved_filled_and_handed_on),
		cmocka_unit_test(test_30_edits_outside_of_rewrite_are_refused),
		cmocka_unit_test(test_reports_show_changes_facts_notes_and_both_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
