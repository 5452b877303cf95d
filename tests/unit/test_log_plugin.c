/* SPDX-License-Identifier: MIT */
/* What cases can't say of the plugin log: what its outcome hook writes. */
#include <qemu-wrapper/test.h>

#include "config_files.h"
#include "unit.h"

static struct scratch scratch;

static int set_up(void **state)
{
	scratch_make(&scratch);
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	const char *to = arena_printf(&scratch.arena, "file:%s/log", scratch.folder);
	*state = t;
	return qw_test_option(t, "to", to, NULL) || qw_test_option(t, "format", "json", NULL) ||
	       qw_test_option(t, "level", "info", NULL);
}

static int tear_down(void **state)
{
	qw_test_free(*state);
	scratch_remove(&scratch);
	return 0;
}

/* All that was written; "" if there is no file. */
static const char *written(void)
{
	static char text[16384];
	FILE *stream = fopen(scratch_path(&scratch, "log"), "re");
	size_t length = stream ? fread(text, 1, sizeof(text) - 1, stream) : 0;
	text[length] = '\0';
	if (stream)
		fclose(stream);
	return text;
}

static int set_password(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *secret = qw_find(cmd, "object[secret]");
	int status = secret ? qw_set(cmd, secret, "data", "letmein", 0, "as agreed") : 0;
	return status ? status : qw_add(cmd, "m", "3G", 0, "as agreed");
}

static const struct qw_plugin setter = {
	.struct_size = sizeof(struct qw_plugin),
	.abi_minor = QW_ABI_MINOR,
	.option_size = sizeof(struct qw_option_spec),
	.name = "setter",
	.rewrite = set_password,
};

static void a_start_is_an_event(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -m 1G"), 0);
	assert_int_equal(qw_test_plan(t), 0);
	assert_string_equal(written(), "");
	assert_int_equal(qw_test_run(t), 0);
	assert_contains(written(), "\"event\":\"started\"");
	assert_contains(written(), "\"final\":[\"qemu-system-x86_64\",\"-m\",\"1G\"]");
	assert_null(qw_test_note(t, 0, NULL));
}

static void so_are_refusals_and_failures(void **state)
{
	struct qw_test *t = *state;
	assert_int_equal(qw_test_plan(t), 0);
	assert_int_equal(qw_test_refuse(t, "acme", "check", 125, "not today"), 0);
	assert_int_equal(qw_test_call(t, QW_TEST_OUTCOME), 0);
	assert_contains(written(), "\"event\":\"refused\"");
	assert_contains(written(), "\"plugin\":\"acme\"");
	assert_contains(written(), "\"text\":\"not today\"");
	struct qw_test *failing = qw_test_new(&qw_plugin_v0);
	const char *to = arena_printf(&scratch.arena, "file:%s/log", scratch.folder);
	assert_int_equal(qw_test_option(failing, "to", to, NULL), 0);
	assert_int_equal(qw_test_plan(failing), 0);
	assert_int_equal(qw_test_refuse(failing, NULL, "exec", 127, "not found"), 0);
	assert_int_equal(qw_test_call(failing, QW_TEST_OUTCOME), 0);
	assert_contains(written(), " failed ");
	qw_test_free(failing);
}

/* The older host can't say what is a secret in a change: then it is all one. */
static void secrets_of_other_plugins_are_hidden(void **state)
{
	(void)state;
	for (int old = 0; old < 2; old++) {
		struct qw_test *t = qw_test_new(&qw_plugin_v0);
		const char *to = arena_printf(&scratch.arena, "file:%s/log", scratch.folder);
		assert_int_equal(qw_test_option(t, "to", to, NULL), 0);
		assert_int_equal(qw_test_option(t, "format", "json", NULL), 0);
		assert_int_equal(
			qw_test_command(t, "qemu-system-x86_64 -object secret,id=s,data=old"), 0);
		assert_int_equal(qw_test_beside(t, &setter, 0), 0);
		if (old)
			assert_int_equal(QW_TEST_OLDER_HOST(t, redact_property, 1), 0);
		assert_int_equal(qw_test_run(t), 0);
		assert_string_equal(qw_test_line(t),
				    "qemu-system-x86_64 -object secret,id=s,data=letmein -m 3G");
		assert_contains(written(), "\"plugin\":\"setter\"");
		assert_contains(written(), "\"after\":\"***\"");
		assert_null(strstr(written(), "letmein"));
		assert_int_equal(strstr(written(), "\"after\":\"3G\"") != NULL, !old);
		qw_test_free(t);
		unlink(scratch_path(&scratch, "log"));
	}
}

static void what_can_not_be_written_is_a_warning(void **state)
{
	struct qw_test *t = *state;
	uint32_t level = 0;
	/* A folder is in the file's place. */
	scratch_folder(&scratch, "log");
	assert_int_equal(qw_test_run(t), 0);
	assert_contains(qw_test_note(t, 0, &level), "this launch was not logged: ");
	assert_int_equal(level, QW_WARNING);
	assert_null(qw_test_refusal(t));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_start_is_an_event),
		TEST(so_are_refusals_and_failures),
		TEST(secrets_of_other_plugins_are_hidden),
		TEST(what_can_not_be_written_is_a_warning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
