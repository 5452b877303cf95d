/* SPDX-License-Identifier: MIT */
/* What cases can't say of the plugin args: where each word came from. */
#include <qemu-wrapper/test.h>

#include "config_files.h"
#include "unit.h"

static void words_keep_their_origin(void **state)
{
	(void)state;
	struct scratch scratch;
	scratch_make(&scratch);
	const char *file = scratch_file(&scratch, "words", "# comment\n-S\n");
	const char *const envp[] = {
		"QEMU_ARGS=-name variable",
		arena_printf(&scratch.arena, "QEMU_ARGS_FILE=%s", file),
		NULL,
	};
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -m 1G"), 0);
	assert_int_equal(qw_test_environment(t, envp), 0);
	assert_int_equal(qw_test_option(t, "prepend", "-nodefaults", "/etc/one.conf:3"), 0);
	assert_int_equal(qw_test_option(t, "append", "-no-reboot", "/etc/two.conf:7"), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -nodefaults -m 1G -name variable "
					     "-S -no-reboot");
	const char *const origins[] = {
		"user",
		"/etc/one.conf:3",
		"user",
		"user",
		"QEMU_ARGS",
		"QEMU_ARGS",
		arena_printf(&scratch.arena, "%s:2", file),
		"/etc/two.conf:7",
	};
	for (size_t i = 0; i < COUNT(origins); i++)
		assert_string_equal(qw_test_origin(t, i), origins[i]);
	assert_null(qw_test_origin(t, COUNT(origins)));
	qw_test_free(t);
	scratch_remove(&scratch);
}

/* Nobody owns them: later plugins may change them as they change the line's own. */
static int correct(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_replace(cmd, qw_find(cmd, "vnc"), "none", 0, "no screens here");
}

static void others_may_change_what_was_added(void **state)
{
	(void)state;
	static const struct qw_plugin corrector = {
		.struct_size = sizeof(struct qw_plugin),
		.abi_minor = QW_ABI_MINOR,
		.option_size = sizeof(struct qw_option_spec),
		.name = "corrector",
		.rewrite = correct,
	};
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	assert_int_equal(qw_test_option(t, "append", "-vnc :1", NULL), 0);
	assert_int_equal(qw_test_beside(t, &corrector, 1), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -vnc none");
	qw_test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_keep_their_origin),
		cmocka_unit_test(others_may_change_what_was_added),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
