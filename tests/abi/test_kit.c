/* SPDX-License-Identifier: MIT */
/*
 * Every function of the header for tests once, over the smallest plugin. Compiled as C99 and as
 * C++17 with all warnings. Exit status: the number of the first that does not do what it says, or
 * 0.
 */
#include <qemu-wrapper/test.h>

#include <string.h>

static int refuse(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return qw_error(ctx, EACCES, "no");
}

static int same(const char *one, const char *other)
{
	return one && strcmp(one, other) == 0;
}

static int set_up(struct qw_test *test, const struct qw_plugin *other)
{
	const char *const argv[] = { "qemu", "-S", NULL };
	const char *const envp[] = { "A=1", NULL };
	if (qw_test_command(test, "qemu 'x") != -EINVAL || !qw_test_error(test))
		return 1;
	if (qw_test_words(test, argv) || qw_test_environment(test, envp))
		return 2;
	if (qw_test_program(test, "/opt/qemu") || qw_test_deny_guest_visible(test))
		return 3;
	if (qw_test_option(test, "nothing", "x", NULL) != -EINVAL)
		return 4;
	if (qw_test_beside(test, other, 1) || QW_TEST_OLDER_HOST(test, error_text, 2))
		return 5;
	return 0;
}

static int look(struct qw_test *test)
{
	struct qw_change change;
	uint32_t level = 0;
	if (!same(qw_test_line(test), "qemu -S") || !same(qw_test_argv(test)[1], "-S"))
		return 11;
	if (!same(qw_test_origin(test, 1), "user") || !same(qw_test_variable(test, "A"), "1"))
		return 12;
	if (qw_test_change(test, 0, &change) || qw_test_slot(test, 0) != -ENOENT)
		return 13;
	if (!qw_test_note(test, 0, &level) || level != QW_INFO)
		return 14;
	if (qw_test_fact_count(test, "x") || qw_test_field(test, "x", 0, "y"))
		return 15;
	if (!qw_test_refusal(test) || !same(qw_test_refusal(test)->plugin, "other"))
		return 16;
	return 0;
}

int main(void)
{
	struct qw_plugin other = qw_plugin_v0;
	struct qw_test *test = qw_test_new(&qw_plugin_v0);
	int status;
	memcpy(other.name, "other", sizeof("other"));
	other.check = refuse;
	status = set_up(test, &other);
	if (!status && qw_test_call(test, QW_TEST_OPEN))
		status = 6;
	if (!status && (qw_test_plan(test) != -EACCES || qw_test_run(test) != -ECANCELED))
		status = 7;
	if (!status && qw_test_refuse(test, NULL, "exec", 127, "again") != -EALREADY)
		status = 8;
	if (!status)
		status = look(test);
	qw_test_free(test);
	return status;
}
