/* SPDX-License-Identifier: MIT */
/* What cases can't say of the plugin kvm: it works on the oldest host that there was, and marks
 * what the guest notices. The real device is never opened here. */
#include <qemu-wrapper/test.h>

#include "unit.h"

static struct qw_test *fall_back(void)
{
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -enable-kvm -cpu host"), 0);
	assert_int_equal(qw_test_option(t, "device", "/nowhere", NULL), 0);
	assert_int_equal(qw_test_option(t, "fallback", "tcg", NULL), 0);
	return t;
}

static void expect_tcg(struct qw_test *t)
{
	uint32_t level = 0;
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -cpu max -machine accel=tcg");
	const char *text = qw_test_note(t, 0, &level);
	assert_non_null(text);
	assert_int_equal(level, QW_WARNING);
	assert_non_null(strstr(text, "/nowhere cannot be opened"));
	assert_string_equal(qw_test_field(t, "accelerator", 0, "accelerator")->text, "tcg");
}

static void it_works_on_hosts_of_every_age(void **state)
{
	(void)state;
	struct qw_test *newest = fall_back(), *second = fall_back(), *oldest = fall_back();
	assert_int_equal(QW_TEST_OLDER_HOST(second, error_text, 2), 0);
	assert_int_equal(QW_TEST_OLDER_HOST(oldest, redact_property, 1), 0);
	expect_tcg(newest);
	expect_tcg(second);
	expect_tcg(oldest);
	qw_test_free(newest);
	qw_test_free(second);
	qw_test_free(oldest);
}

/* -cpu host becomes another processor: the guest notices that. */
static void hosts_may_deny_what_the_guest_notices(void **state)
{
	(void)state;
	struct qw_test *t = fall_back();
	assert_int_equal(qw_test_deny_guest_visible(t), 0);
	assert_int_equal(qw_test_plan(t), -EPERM);
	assert_string_equal(qw_test_refusal(t)->phase, "rewrite");
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -enable-kvm -cpu host");
	qw_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_works_on_hosts_of_every_age),
		cmocka_unit_test(hosts_may_deny_what_the_guest_notices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
