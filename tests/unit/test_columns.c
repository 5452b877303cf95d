/* SPDX-License-Identifier: MIT */
#include "report/columns.h"

#include "unit.h"

static void width_counts_columns(void **state)
{
	(void)state;
	assert_int_equal(columns_width(""), 0);
	assert_int_equal(columns_width("abc"), 3);
	assert_int_equal(columns_width("Gr\xc3\xbc\xc3\x9f"
				       "e"),
			 5);
	assert_int_equal(columns_width("\xe6\xbc\xa2\xe5\xad\x97"), 4);
	assert_int_equal(columns_width("e\xcc\x81"), 1);
	assert_int_equal(columns_width("\xf0\x9f\x90\xa7"), 2);
}

static void assert_wrapped(size_t start, size_t indent, const char *text, const char *expected)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	columns_wrap(&out, start, indent, text);
	assert_false(out.failed);
	assert_string_equal(out.text, expected);
}

static void text_wraps_at_blanks(void **state)
{
	(void)state;
	assert_wrapped(0, 0, "", "\n");
	assert_wrapped(10, 4, "a b", "a b\n");
	assert_wrapped(70, 60, "one two three four",
		       "one two\n"
		       "                                                            three four\n");
	assert_wrapped(79, 2, "long", "\n  long\n");
	assert_wrapped(78, 78, "unbreakable", "unbreakable\n");
	assert_wrapped(5, 2, "first\nsecond", "first\n  second\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(width_counts_columns),
		cmocka_unit_test(text_wraps_at_blanks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
