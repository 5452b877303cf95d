/* SPDX-License-Identifier: MIT */
/* What cases can't say of the plugin vnc: kinds of facts' fields, reasons, other plugins. */
#include <qemu-wrapper/test.h>

#include "unit.h"

static void facts_have_fields_of_their_kinds(void **state)
{
	(void)state;
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	assert_int_equal(
		qw_test_command(t, "qemu-system-x86_64 -vnc 127.0.0.1:5901 -vnc unix:/run/x"), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_int_equal(qw_test_fact_count(t, "endpoint"), 2);
	assert_int_equal(qw_test_field(t, "endpoint", 0, "port")->kind, QW_FIELD_NUMBER);
	assert_int_equal(qw_test_field(t, "endpoint", 0, "port")->number, 5901);
	assert_int_equal(qw_test_field(t, "endpoint", 0, "path")->kind, QW_FIELD_NONE);
	assert_int_equal(qw_test_field(t, "endpoint", 0, "exposed")->kind, QW_FIELD_BOOL);
	assert_int_equal(qw_test_field(t, "endpoint", 1, "port")->kind, QW_FIELD_NONE);
	assert_string_equal(qw_test_field(t, "endpoint", 1, "path")->text, "/run/x");
	qw_test_free(t);
}

static void changes_have_their_reason(void **state)
{
	(void)state;
	struct qw_change change;
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -vnc 127.0.0.1:5901"), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_int_equal(qw_test_change(t, 0, &change), 1);
	assert_string_equal(change.option, "vnc");
	assert_string_equal(change.before, "127.0.0.1:5901");
	assert_string_equal(change.after, "127.0.0.1:1");
	assert_string_equal(change.reason,
			    "5901 is a TCP port; QEMU adds 5900 to the number, so it "
			    "would listen on 11801");
	assert_false(change.flags & QW_GUEST_VISIBLE);
	assert_int_equal(qw_test_change(t, 1, &change), 0);
	qw_test_free(t);
}

/* A default is added by its own reason, and is what another plugin may not change. */
static int move(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_replace(cmd, qw_find(cmd, "vnc"), "127.0.0.1:7", 0, "seven is better");
}

static void what_it_has_set_is_its_own(void **state)
{
	(void)state;
	static const struct qw_plugin mover = {
		.struct_size = sizeof(struct qw_plugin),
		.abi_minor = QW_ABI_MINOR,
		.option_size = sizeof(struct qw_option_spec),
		.name = "mover",
		.rewrite = move,
	};
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	assert_int_equal(qw_test_option(t, "default", "127.0.0.1:1", NULL), 0);
	assert_int_equal(qw_test_beside(t, &mover, 1), 0);
	assert_int_equal(qw_test_plan(t), -EEXIST);
	assert_string_equal(qw_test_refusal(t)->plugin, "mover");
	assert_non_null(strstr(qw_test_refusal(t)->text, "vnc"));
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -vnc 127.0.0.1:1");
	qw_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_have_fields_of_their_kinds),
		cmocka_unit_test(changes_have_their_reason),
		cmocka_unit_test(what_it_has_set_is_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
