/* SPDX-License-Identifier: MIT */
#include "case_texts.h"
#include "unit.h"

static const char every_key[] = "case: all of it\n"
				"command: qemu 'a b'\n"
				"option: one = a = b\n"
				"option: two=\n"
				"environment: A=1 'B=x y'\n"
				"environment: C=\n"
				"file: empty\n"
				"file: words\n"
				"\t| x\n"
				"expect: qemu\n"
				"set-variable: D=1=2 E=\n"
				"unset-variable: F G\n"
				"note: some\n"
				"\ttext\n"
				"warning:\n"
				"fact: key a=1 'b=x y'\n"
				"\n"
				"case: unchanged\n"
				"command: qemu\n"
				"expect: unchanged\n"
				"case: refused\n"
				"command: qemu\n"
				"refused: check: why: because\n";

static void what_goes_in_is_read(void **state)
{
	(void)state;
	CLEANUP_CASE_FILE struct case_file file;
	cases_of(every_key, &file);
	assert_int_equal(file.cases.count, 3);
	const struct test_case *test = &file.cases.items[0];
	assert_string_equal(test->title, "all of it");
	assert_int_equal(test->line, 1);
	assert_int_equal(test->input_end, 9);
	assert_string_equal(test->command[1], "a b");
	assert_null(test->command[2]);
	assert_int_equal(test->options.count, 2);
	assert_string_equal(test->options.items[0].key, "one");
	assert_string_equal(test->options.items[0].value, "a = b");
	assert_int_equal(test->options.items[0].line, 3);
	assert_string_equal(test->options.items[1].key, "two");
	assert_string_equal(test->options.items[1].value, "");
	assert_int_equal(test->environment.count, 3);
	assert_string_equal(test->environment.items[1], "B=x y");
	assert_int_equal(test->files.count, 2);
	assert_string_equal(test->files.items[0].content, "");
	assert_string_equal(test->files.items[1].content, "x\n");
}

static void every_expectation_is_read(void **state)
{
	(void)state;
	CLEANUP_CASE_FILE struct case_file file;
	cases_of(every_key, &file);
	const struct test_case *test = &file.cases.items[0];
	assert_string_equal(test->expect[0], "qemu");
	assert_int_equal(test->expect_line, 10);
	assert_int_equal(test->variables.count, 4);
	assert_string_equal(test->variables.items[0].name, "D");
	assert_string_equal(test->variables.items[0].value, "1=2");
	assert_string_equal(test->variables.items[1].value, "");
	assert_string_equal(test->variables.items[3].name, "G");
	assert_null(test->variables.items[3].value);
	assert_int_equal(test->notes.count, 2);
	assert_int_equal(test->notes.items[0].level, NOTE_INFO);
	assert_string_equal(test->notes.items[0].text, "some\ntext");
	assert_int_equal(test->notes.items[1].level, NOTE_WARNING);
	assert_string_equal(test->facts.items[0].key, "key");
	assert_string_equal(test->facts.items[0].fields[1], "b=x y");
	assert_null(test->facts.items[0].fields[2]);
	assert_null(test->refused_phase);
	assert_ptr_equal(file.cases.items[1].expect, file.cases.items[1].command);
	assert_string_equal(file.cases.items[2].refused_phase, "check");
	assert_string_equal(file.cases.items[2].refused_text, " why: because");
	assert_null(file.cases.items[2].expect);
}

/* What stands before a line that is wrong. */
#define CASE "case: c\ncommand: qemu\n"

static void what_is_wrong_is_told_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{ "", "x.cases: there is no case in it" },
		{ "# nothing\n", "x.cases: there is no case in it" },
		{ "command: qemu\n", "x.cases:1: a file begins with 'case: TITLE'" },
		{ "case: a\ncomand: qemu\n", ":2: unknown key 'comand'; did you mean 'command'?" },
		{ "case: a\nwhatever: qemu\n", ":2: unknown key 'whatever'" },
		{ "case:\ncommand: qemu\n", ":1: a case has a title" },
		{ "case: a\nexpect: qemu\n", ":1: this case has no 'command'" },
		{ "case: a\nexpect: qemu\ncase: b\n", ":1: this case has no 'command'" },
		{ CASE, ":1: this case has neither 'expect' nor 'refused'; --print tells" },
		{ CASE "note: x\n", ":1: this case has neither" },
		{ CASE "expect: qemu\n" CASE,
		  ":4: a second case of this title (the first: line 1)" },
		{ CASE "command: kvm\n", ":3: a second 'command' (the first: line 2)" },
		{ CASE "expect: a\nexpect: b\n", ":4: a second 'expect' (the first: line 3)" },
		{ CASE "refused: open: a\nrefused: open: b\n",
		  ":4: a second 'refused' (the first: line 3)" },
		{ "case: c\ncommand:\n", ":2: 'command' says nothing" },
		{ CASE "expect:\n", ":3: 'expect' says nothing" },
		{ CASE "expect: 'a\n", ":3: this quote is never closed (')" },
		{ CASE "option: x\n", ":3: an option is given as 'option: KEY = VALUE'" },
		{ CASE "option: = x\n", ":3: an option is given as" },
		{ CASE "environment: A\n", ":3: 'A' is not NAME=VALUE" },
		{ CASE "environment: =A\n", ":3: '=A' is not NAME=VALUE" },
		{ CASE "file: a/../b\n", ":3: a file is given as 'file: NAME', in folders" },
		{ CASE "file: ./a\n", ":3: a file is given as" },
		{ CASE "file: a//b\n", ":3: a file is given as" },
		{ CASE "file: /a\n", ":3: a file is given as" },
		{ CASE "file: a/\n", ":3: a file is given as" },
		{ CASE "file: ..\n", ":3: a file is given as" },
		{ CASE "file: a b\n", ":3: a file is given as" },
		{ CASE "note: a\n\t| b\n", ":3: lines behind a | belong to 'file'" },
		{ CASE "set-variable: A\n", ":3: 'A' is not NAME=VALUE" },
		{ CASE "unset-variable: A=1\n", ":3: 'unset-variable' has names" },
		{ CASE "set-variable: A=1\nunset-variable: A\n",
		  ":4: 'A' is expected twice (the first: line 3)" },
		{ CASE "fact:\n", ":3: 'fact' says nothing" },
		{ CASE "fact: k v\n",
		  ":3: a fact is given as 'fact: KEY FIELD=VALUE...', and 'v'" },
		{ CASE "refused: because\n", ":3: a refusal is given as 'refused: PHASE: TEXT'" },
		{ CASE "refused: launch: x\n", ":3: a refusal is given as" },
		{ CASE "refused: check: x\nexpect: qemu\n", ":4: a line that is refused becomes" },
		{ CASE "refused: check: x\nset-variable: A=\n",
		  ":4: a line that is refused has no environment" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		CLEANUP_CASE_FILE struct case_file file;
		assert_int_equal(read_as_cases(cases[i].text, true, &file, &err), -EINVAL);
		assert_contains(error_text(&err), cases[i].complaint);
	}
}

static void cases_may_expect_nothing_yet(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CASE_FILE struct case_file file;
	assert_int_equal(read_as_cases(CASE, false, &file, &err), 0);
	assert_false(case_is_complete(&file.cases.items[0]));
	CLEANUP_CASE_FILE struct case_file whole;
	cases_of(CASE "refused: open:\n", &whole);
	assert_true(case_is_complete(&whole.cases.items[0]));
}

static void keys_are_inputs_or_expectations(void **state)
{
	(void)state;
	assert_true(case_key_expects("expect"));
	assert_true(case_key_expects("refused"));
	assert_true(case_key_expects("note"));
	assert_false(case_key_expects("case"));
	assert_false(case_key_expects("option"));
	assert_false(case_key_expects("nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_is_read),
		cmocka_unit_test(every_expectation_is_read),
		cmocka_unit_test(what_is_wrong_is_told_with_its_line),
		cmocka_unit_test(cases_may_expect_nothing_yet),
		cmocka_unit_test(keys_are_inputs_or_expectations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
