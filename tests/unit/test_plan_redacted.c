/* SPDX-License-Identifier: MIT */
#include "test_report_plan.h"

#include "report/plan_redacted.h"

#define SECRET "letmein"

/* Every form of the redacted plan, one behind the other. */
static const char *all_forms(struct test_plan *test)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct plan redacted;
	assert_int_equal(plan_redacted(&test->plan, &test->arena, &redacted), 0);
	explain_text(&redacted, false, &out);
	explain_shell(&redacted, &out);
	assert_int_equal(explain_json(&redacted, &out, &err), 0);
	const char *text = strbuf_finish(&out, &test->arena);
	assert_non_null(text);
	return text;
}

static void no_secret_is_left(void **state)
{
	(void)state;
	const struct refusal refusal = { "acme", "check", "no http://me:" SECRET "@host/", 125 };
	struct qw_field field = { .name = "password", .kind = QW_FIELD_TEXT, .text = SECRET };
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-spice", "port=1,password=" SECRET, "-object",
					  "secret,id=a,data=" SECRET, "-display",
					  "vnc=:1,password=" SECRET, "http://me:" SECRET "@host/a",
					  "-vnc-password", SECRET));
	test_set(&test, 0, "port=1,password=" SECRET SECRET,
		 (struct change){ .plugin = "acme",
				  .property = "password",
				  .before = SECRET,
				  .after = SECRET SECRET,
				  .reason = "password=" SECRET });
	test_set(&test, 1, "secret,id=a,data=x" SECRET,
		 (struct change){ .plugin = "acme",
				  .before = "secret,id=a,data=" SECRET,
				  .after = "secret,id=a,data=x" SECRET,
				  .reason = "b" });
	test_variable(&test, "VNC_PASSWORD", SECRET, SECRET);
	test_fact(&test, "acme", "x", &field, 1);
	assert_int_equal(notes_add(&test.journal.notes, NULL, NOTE_INFO, "token=" SECRET), 0);
	test.plan.refusal = &refusal;
	const char *text = all_forms(&test);
	if (strstr(text, SECRET))
		fail_msg("a secret is left:\n%s", text);
	assert_non_null(strstr(text, "-spice 'port=1,password=***'"));
	assert_non_null(strstr(text, "-display 'vnc=:1,password=***'"));
	/* The plan itself is as it was. */
	assert_string_equal(test.final.items[0]->value, "port=1,password=" SECRET SECRET);
	assert_string_equal(test.journal.changes.items[0].before, SECRET);
}

static void a_plan_without_secrets_reads_the_same(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	CLEANUP_STRBUF struct strbuf before = { 0 }, after = { 0 };
	struct plan redacted;
	test_plan_vnc(&test);
	assert_int_equal(plan_redacted(&test.plan, &test.arena, &redacted), 0);
	explain_text(&test.plan, true, &before);
	explain_text(&redacted, true, &after);
	assert_string_equal(before.text, after.text);
}

static void nothing_known(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct plan redacted;
	assert_int_equal(plan_redacted(&(struct plan){ 0 }, &arena, &redacted), 0);
	assert_null(redacted.final);
	assert_null(redacted.journal);
	assert_null(redacted.refusal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_secret_is_left),
		cmocka_unit_test(a_plan_without_secrets_reads_the_same),
		cmocka_unit_test(nothing_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
