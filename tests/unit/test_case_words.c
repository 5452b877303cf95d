/* SPDX-License-Identifier: MIT */
#include "cases/case_words.h"

#include "unit.h"

static void words_are_those_of_a_shell(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *words;
	assert_int_equal(case_words_split("a 'b c'\n\t\"\" d", &arena, &words, &err), 0);
	assert_string_equal(words[0], "a");
	assert_string_equal(words[1], "b c");
	assert_string_equal(words[2], "");
	assert_string_equal(words[3], "d");
	assert_null(words[4]);
	assert_int_equal(case_words_split("", &arena, &words, &err), 0);
	assert_null(words[0]);
}

static void what_can_not_be_split_is_told(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "a 'b", "this quote is never closed (')" },
		{ "a \"b", "this quote is never closed (\")" },
		{ "a\\", "nothing follows this backslash (\\)" },
		{ "a\nb 'c", "this quote is never closed ('), in a line that continues the value" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *const *words;
		assert_int_equal(case_words_split(cases[i][0], &arena, &words, &err), -EINVAL);
		assert_string_equal(error_text(&err), cases[i][1]);
	}
}

static void blanks_and_line_breaks_are_alike(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_string_equal(case_text_fold(" a\n\tb  c ", &arena), "a b c");
	assert_string_equal(case_text_fold(" \n", &arena), "");
	assert_true(case_text_has("the size\nis too  large", "size is too large"));
	assert_true(case_text_has("anything", ""));
	assert_true(case_text_has("", " \n "));
	assert_false(case_text_has("the size", "the sizes"));
	assert_false(case_text_has("tooth", "to oth"));
}

static void every_occurrence_is_replaced(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_string_equal(case_text_replace("@D@/a:@D@", "@D@", "/tmp/x", &arena),
			    "/tmp/x/a:/tmp/x");
	assert_string_equal(case_text_replace("none", "@D@", "/tmp/x", &arena), "none");
	/* What was put in is not looked at again. */
	assert_string_equal(case_text_replace("aa", "a", "aa", &arena), "aaaa");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_a_shell),
		cmocka_unit_test(what_can_not_be_split_is_told),
		cmocka_unit_test(blanks_and_line_breaks_are_alike),
		cmocka_unit_test(every_occurrence_is_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
