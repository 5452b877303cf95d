/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "unit.h"

static void assert_text(const struct findings *findings, const char *expected)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	doctor_text(findings, false, &out);
	assert_false(out.failed);
	assert_string_equal(out.text, expected);
}

static void facts_first_and_the_worst_last(void **state)
{
	(void)state;
	CLEANUP_FINDINGS struct findings findings = { 0 };
	findings_begin(&findings, "one", "One");
	findings_add(&findings, SEVERITY_BROKEN, "/a", "first\n  copy  this\nthen", "is broken");
	findings_add(&findings, SEVERITY_OK, "/b", NULL, "is fine");
	findings_add(&findings, SEVERITY_INFO, NULL, "hint", "a fact");
	findings_begin(&findings, "two", "Two");
	findings_add(&findings, SEVERITY_WARNING, NULL, NULL, "odd");
	assert_text(&findings, "One            /b: is fine\n"
			       "               a fact\n"
			       "               -> hint\n"
			       "Two            see below\n"
			       "\nProblems: 1 broken, 1 warning\n"
			       "  warning  odd\n"
			       "  broken   /a: is broken\n"
			       "           -> first\n"
			       "              copy  this\n"
			       "              then\n");
}

static void nothing_wrong(void **state)
{
	(void)state;
	CLEANUP_FINDINGS struct findings findings = { 0 };
	findings_begin(&findings, "one", "One");
	findings_add(&findings, SEVERITY_INFO, NULL, NULL, "a");
	assert_text(&findings, "One            a\n\nNo problem was found.\n");
}

static void many_facts_are_cut(void **state)
{
	(void)state;
	CLEANUP_FINDINGS struct findings findings = { 0 };
	CLEANUP_STRBUF struct strbuf out = { 0 };
	findings_begin(&findings, "one", "One");
	for (int i = 0; i < 30; i++)
		findings_add(&findings, SEVERITY_OK, NULL, NULL, "number %d", i);
	doctor_text(&findings, false, &out);
	assert_non_null(strstr(out.text, "number 7\n"));
	assert_null(strstr(out.text, "number 8\n"));
	assert_non_null(strstr(out.text, "               and 22 more, which --json shows\n"));
}

static void colour_is_by_severity(void **state)
{
	(void)state;
	CLEANUP_FINDINGS struct findings findings = { 0 };
	CLEANUP_STRBUF struct strbuf out = { 0 };
	findings_begin(&findings, "one", "One");
	findings_add(&findings, SEVERITY_BROKEN, NULL, NULL, "x\033[m");
	doctor_text(&findings, true, &out);
	assert_non_null(strstr(out.text, "\033[1;31mbroken\033[0m"));
	assert_non_null(strstr(out.text, "x\\x1b[m"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_first_and_the_worst_last),
		cmocka_unit_test(nothing_wrong),
		cmocka_unit_test(many_facts_are_cut),
		cmocka_unit_test(colour_is_by_severity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
