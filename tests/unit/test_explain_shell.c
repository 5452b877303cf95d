/* SPDX-License-Identifier: MIT */
#include "test_report_plan.h"

#include <stdio.h>

static const char *shell_form(struct test_plan *test)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	explain_shell(&test->plan, &out);
	const char *text = strbuf_finish(&out, &test->arena);
	assert_non_null(text);
	return text;
}

static void ordinary_line(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	assert_string_equal(shell_form(&test),
			    "/usr/bin/qemu-system-x86_64 -m 2G -vnc 127.0.0.1:7\n");
}

static void environment_goes_through_env(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-S"));
	test_variable(&test, "SOUND", NULL, "a b");
	test_variable(&test, "DISPLAY", ":0", NULL);
	assert_string_equal(shell_form(&test), "env -u DISPLAY 'SOUND=a b' "
					       "/usr/bin/qemu-system-x86_64 -S\n");
}

static void program_with_equals_sign_is_no_assignment(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q"));
	test.plan.program = "/opt/a=b/qemu";
	assert_string_equal(shell_form(&test), "/opt/a=b/qemu\n");
	test_variable(&test, "A", NULL, "1");
	assert_string_equal(shell_form(&test),
			    "env A=1 sh -c 'exec \"$0\" \"$@\"' /opt/a=b/qemu\n");
}

/* A reason is a plugin's, and must not end the comment. */
static void descriptors_are_told_in_comments(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	struct slot items[] = { { "tap", "a network\nrm -rf /", 4, false },
				{ "acme", "more", 5, false } };
	struct slots slots = { .list = { .items = items, .count = 2 } };
	test_plan_start(&test, TEST_WORDS("q", "-S"));
	test.plan.slots = &slots;
	assert_string_equal(shell_form(&test),
			    "# Descriptors that QEMU gets from qemu-wrapper alone:\n"
			    "#   4  tap: a network rm -rf /\n"
			    "#   5  acme: more\n"
			    "/usr/bin/qemu-system-x86_64 -S\n");
	slots.list.count = 0;
	assert_string_equal(shell_form(&test), "/usr/bin/qemu-system-x86_64 -S\n");
}

static void nothing_known(void **state)
{
	(void)state;
	struct test_plan test = { 0 };
	assert_string_equal(shell_form(&test), "''\n");
	test_plan_release(&test);
}

/* What a shell makes of the form is what QEMU would get, whatever bytes there are. */
static void shell_reads_back_every_byte(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	char all[256], read[4096];
	for (int i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	all[255] = '\0';
	test_plan_start(&test, TEST_WORDS("q", "-name", all, "", "it's", "-append", "$(x) `y` \\"));
	test.plan.program = "printf";
	test.final.items[0]->word = "%s\\0";
	char *script = arena_printf(&test.arena, "exec %s", shell_form(&test));
	assert_non_null(script);
	FILE *pipe = popen(script, "re");
	assert_non_null(pipe);
	size_t length = fread(read, 1, sizeof(read), pipe);
	assert_int_equal(pclose(pipe), 0);
	const char *at = read;
	static const char *const rest[] = { "", "it's", "-append", "$(x) `y` \\" };
	assert_string_equal(at, all);
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++) {
		at += strlen(at) + 1;
		assert_string_equal(at, rest[i]);
	}
	assert_ptr_equal(at + strlen(at) + 1, read + length);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_line),
		cmocka_unit_test(environment_goes_through_env),
		cmocka_unit_test(program_with_equals_sign_is_no_assignment),
		cmocka_unit_test(descriptors_are_told_in_comments),
		cmocka_unit_test(nothing_known),
		cmocka_unit_test(shell_reads_back_every_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
