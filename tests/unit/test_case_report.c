/* SPDX-License-Identifier: MIT */
#include "cases/case_report.h"

#include "base/strbuf.h"
#include "case_texts.h"
#include "unit.h"

static const char cases[] = "case: one\ncommand: qemu\nexpect: qemu\n"
			    "case: no # 2\ncommand: qemu\nexpect: qemu\n";

/* Both cases, of which the second has these differences. */
static const char *report(struct case_report *report, const struct case_difference *differences,
			  size_t count, struct arena *arena)
{
	CLEANUP_CASE_FILE struct case_file file;
	CLEANUP_STRBUF struct strbuf out = { 0 };
	struct case_differences none = { 0 }, some = { 0 };
	cases_of(cases, &file);
	file.lines.path = "x.cases";
	for (size_t i = 0; i < count; i++) {
		struct case_difference *difference = VECTOR_ADD(&some.list);
		assert_non_null(difference);
		*difference = differences[i];
	}
	case_report_begin(report, 2, &out);
	case_report_add(report, &file, &file.cases.items[0], &none, &out);
	case_report_add(report, &file, &file.cases.items[1], &some, &out);
	case_report_end(report, &out);
	case_differences_release(&some);
	assert_false(out.failed);
	return strbuf_finish(&out, arena);
}

static const struct case_difference differences_of_lines[] = {
	{ 6, "QEMU gets another line", "qemu -m 1G", "qemu -m 2G" },
	{ 4, "the plugin was killed", NULL, NULL },
	{ 5, "a note is missing", "note: \xc3\xa4x", "note: \xc3\xa4y" },
	{ 5, "a note is missing", "note: \xc3\xa4", "note: \xc3\xb6" },
	{ 4, "nothing alike", "a", "(b)" },
};

static void failing_cases_are_shown_to_people(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct case_report plain = { 0 };
	assert_string_equal(
		report(&plain, differences_of_lines, COUNT(differences_of_lines), &arena),
		"x.cases:6: no # 2: QEMU gets another line\n"
		"  expected  qemu -m 1G\n"
		"  got       qemu -m 2G\n"
		"                    ^\n"
		"x.cases:4: no # 2: the plugin was killed\n"
		"x.cases:5: no # 2: a note is missing\n"
		"  expected  note: \xc3\xa4x\n"
		"  got       note: \xc3\xa4y\n"
		"                   ^\n"
		"x.cases:5: no # 2: a note is missing\n"
		"  expected  note: \xc3\xa4\n"
		"  got       note: \xc3\xb6\n"
		"                  ^\n"
		"x.cases:4: no # 2: nothing alike\n"
		"  expected  a\n"
		"  got       (b)\n"
		"1 passed, 1 failed\n");
	assert_int_equal(plain.passed, 1);
	assert_int_equal(plain.failed, 1);
}

static void cases_that_pass_are_counted_only(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct case_report plain = { 0 };
	assert_string_equal(report(&plain, NULL, 0, &arena), "2 passed, 0 failed\n");
}

static void test_runners_get_a_line_for_each(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct case_report tap = { .tap = true }, more = { .tap = true, .several_files = true };
	assert_string_equal(report(&tap, differences_of_lines, 1, &arena),
			    "1..2\n"
			    "ok 1 - one\n"
			    "not ok 2 - no \\# 2\n"
			    "# x.cases:6: QEMU gets another line\n"
			    "#   expected  qemu -m 1G\n"
			    "#   got       qemu -m 2G\n"
			    "#                     ^\n"
			    "# 1 passed, 1 failed\n");
	assert_string_equal(report(&more, NULL, 0, &arena), "1..2\n"
							    "ok 1 - x.cases: one\n"
							    "ok 2 - x.cases: no \\# 2\n"
							    "# 2 passed, 0 failed\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failing_cases_are_shown_to_people),
		cmocka_unit_test(cases_that_pass_are_counted_only),
		cmocka_unit_test(test_runners_get_a_line_for_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
