/* SPDX-License-Identifier: MIT */
#include "base/findings.h"

#include "unit.h"

static void belong_to_the_last_section(void **state)
{
	(void)state;
	CLEANUP_FINDINGS struct findings findings = { 0 };
	char text[] = "changes";
	findings_add(&findings, SEVERITY_OK, NULL, NULL, "before any section");
	assert_int_equal(findings_count(&findings, SEVERITY_OK), 0);
	findings_begin(&findings, "one", "One");
	findings_add(&findings, SEVERITY_OK, text, text, "%s %d", text, 7);
	findings_begin(&findings, "two", "Two");
	findings_add(&findings, SEVERITY_BROKEN, NULL, NULL, "b");
	findings_add(&findings, SEVERITY_BROKEN, NULL, NULL, "c");
	text[0] = 'X';
	assert_int_equal(findings.sections.count, 2);
	const struct finding *first = &findings.sections.items[0].list.items[0];
	assert_string_equal(first->subject, "changes");
	assert_string_equal(first->remedy, "changes");
	assert_string_equal(first->text, "changes 7");
	assert_int_equal(findings.sections.items[1].list.count, 2);
	assert_int_equal(findings_count(&findings, SEVERITY_OK), 1);
	assert_int_equal(findings_count(&findings, SEVERITY_BROKEN), 2);
	assert_int_equal(findings_count(&findings, SEVERITY_WARNING), 0);
	assert_false(findings.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(belong_to_the_last_section) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
