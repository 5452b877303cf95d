/* SPDX-License-Identifier: MIT */
#include "tool/plan_options.h"

#include "child.h"
#include "config_files.h"

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void options_end_at_the_program(void **state)
{
	(void)state;
	const char *const *words =
		WORDS("--real", "/r", "--config=/c", "--plugin", "a,x=1", "--plugins=", "--json",
		      "--plugin=b", "q", "--shell", "--real", "-m");
	CLEANUP_PLAN_OPTIONS struct plan_options options = { 0 };
	int status = 4711;
	assert_int_equal(
		plan_options_read("explain", words, ALLOW_FORMS | NEED_PROGRAM, &options, &status),
		0);
	assert_int_equal(status, 4711);
	assert_string_equal(options.request.real, "/r");
	assert_string_equal(options.request.config, "/c");
	assert_string_equal(options.request.plugins, "");
	assert_int_equal(options.request.plugin_count, 2);
	assert_string_equal(options.request.plugin[0], "a,x=1");
	assert_string_equal(options.request.plugin[1], "b");
	assert_true(options.json);
	assert_false(options.shell);
	assert_null(options.why);
	assert_ptr_equal(options.argv, words + 8);
}

static void two_dashes_end_them_too(void **state)
{
	(void)state;
	CLEANUP_PLAN_OPTIONS struct plan_options options = { 0 };
	int status;
	const char *const *words = WORDS("--why=vnc", "--", "--json");
	assert_int_equal(
		plan_options_read("explain", words, ALLOW_FORMS | NEED_PROGRAM, &options, &status),
		0);
	assert_string_equal(options.why, "vnc");
	assert_false(options.json);
	assert_ptr_equal(options.argv, words + 2);
}

static void the_program_may_be_a_file(void **state)
{
	(void)state;
	static const char *const envp[] = { "A=1", NULL };
	CLEANUP_PLAN_OPTIONS struct plan_options options = { 0 };
	int status;
	const char *const *words = WORDS("--real=/r", "--plugin=a", "/opt/bin/q", "-S");
	assert_int_equal(plan_options_read("run", words, NEED_PROGRAM, &options, &status), 0);
	struct invocation invocation = plan_options_invocation(&options, envp);
	assert_ptr_equal(invocation.argv, words + 2);
	assert_ptr_equal(invocation.envp, envp);
	assert_string_equal(invocation.name, "q");
	assert_true(invocation.slash_names_file);
	assert_string_equal(invocation.request.real, "/r");
	assert_int_equal(invocation.request.plugin_count, 1);
}

struct row {
	const char *const *words;
	unsigned allowed;
	int status;
	const char *text;
};

/* 200: it was not refused; 201: the status was not told. */
static int read_row(const void *argument)
{
	const struct row *row = argument;
	CLEANUP_PLAN_OPTIONS struct plan_options options = { 0 };
	int status = 201;
	return plan_options_read("explain", row->words, row->allowed, &options, &status) == -1
		       ? status
		       : 200;
}

static void complaints_say_what_is_wrong(void **state)
{
	(void)state;
	enum { BOTH = ALLOW_FORMS | NEED_PROGRAM };
	const struct row rows[] = {
		{ WORDS("--real"), BOTH, 125,
		  "qemu-wrapper: --real needs a value; see qemu-wrapper" },
		{ WORDS("--plugin"), 0, 125, "--plugin needs a value; see" },
		{ WORDS("--why"), BOTH, 125, "--why needs a value" },
		{ WORDS("--jsn", "q"), BOTH, 125,
		  "unknown option --jsn (did you mean --json?); see" },
		{ WORDS("--json", "q"), NEED_PROGRAM, 125, "--json belongs to explain; see" },
		{ WORDS("--json=x", "q"), BOTH, 125, "unknown option --json=x" },
		{ WORDS("--why=vnc", "q"), NEED_PROGRAM, 125, "--why belongs to explain; see" },
		{ WORDS("--plugi", "q"), NEED_PROGRAM, 125, "(did you mean --plugin?)" },
		{ WORDS("--jso", "q"), NEED_PROGRAM, 125, "unknown option --jso; see" },
		{ WORDS("--realm=/r", "q"), BOTH, 125, "unknown option --realm=/r" },
		{ WORDS("-", "q"), BOTH, 125, "unknown option -; see" },
		{ WORDS("--json"), BOTH, 125, "which program?" },
		{ WORDS("--"), BOTH, 125, "which program?" },
		{ WORDS("q"), 0, 125, "'q' is not expected here; see qemu-wrapper explain --help" },
		{ WORDS("--json", "--why", "vnc", "q"), BOTH, 125, "exclude each other" },
		{ WORDS("--json", "--shell", "q"), BOTH, 125, "exclude each other" },
		{ WORDS("--help"), BOTH, 0, "usage: qemu-wrapper explain" },
		{ WORDS("--real", "/r", "-h", "q"), 0, 0, "usage: qemu-wrapper explain" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child;
		child_run(&child, read_row, &rows[i]);
		assert_contains(child.text, rows[i].text);
		assert_int_equal(child.status, rows[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_end_at_the_program),
		cmocka_unit_test(two_dashes_end_them_too),
		cmocka_unit_test(the_program_may_be_a_file),
		cmocka_unit_test(complaints_say_what_is_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
