/* SPDX-License-Identifier: MIT */
#include "supervise/monitor_form.h"

#include "config_files.h"

static const char *program(struct scratch *scratch, const char *script)
{
	const char *path = scratch_file(scratch, "qemu", script);
	assert_int_equal(chmod(path, 0755), 0);
	return path;
}

static void scratch_release(struct scratch *scratch)
{
	scratch_remove(scratch);
}

static void qemu_tells_what_it_knows(void **state)
{
	(void)state;
	static const struct {
		const char *script;
		enum monitor_form form;
	} rows[] = {
		{ "[ \"$*\" = '-object help' ] && printf 'List:\\n  iothread\\n  monitor-qmp\\n'",
		  MONITOR_OBJECT },
		{ "printf 'List:\\n  monitor-qmp'", MONITOR_OBJECT },
		{ "printf 'List:\\n  iothread\\n  monitor-qmp-x\\n  x-monitor-qmp\\n'",
		  MONITOR_OPTION },
		{ "exit 0", MONITOR_OPTION },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(scratch_release) struct scratch scratch;
		scratch_make(&scratch);
		enum monitor_form form =
			rows[i].form == MONITOR_OBJECT ? MONITOR_OPTION : MONITOR_OBJECT;
		const char *script =
			arena_printf(&scratch.arena, "#!/bin/sh\n%s\n", rows[i].script);
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(monitor_form_ask(program(&scratch, script), &form, &err), 0);
		assert_int_equal(form, rows[i].form);
	}
}

static void without_an_answer_nothing_is_known(void **state)
{
	(void)state;
	CLEANUP(scratch_release) struct scratch scratch;
	CLEANUP_ERROR struct error failed = { 0 };
	CLEANUP_ERROR struct error missing = { 0 };
	CLEANUP_ERROR struct error of_others = { 0 };
	enum monitor_form form;
	scratch_make(&scratch);
	const char *path = program(&scratch, "#!/bin/sh\necho monitor-qmp\nexit 1\n");
	assert_int_equal(monitor_form_ask(path, &form, &failed), -EIO);
	assert_contains(error_text(&failed), "/qemu -object help failed");
	assert_int_equal(monitor_form_ask("/nonexistent/qemu", &form, &missing), -ENOENT);
	/* Whoever has written it could have meant something else by the question. */
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(monitor_form_ask(path, &form, &of_others), -EPERM);
	assert_contains(error_text(&of_others), path);
}

static void both_forms_are_spelled(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_string_equal(monitor_form_option(MONITOR_OPTION), "mon");
	assert_string_equal(monitor_form_value(MONITOR_OPTION, "i", "c", &arena),
			    "id=i,chardev=c,mode=control");
	assert_string_equal(monitor_form_option(MONITOR_OBJECT), "object");
	assert_string_equal(monitor_form_value(MONITOR_OBJECT, "i", "c", &arena),
			    "monitor-qmp,id=i,chardev=c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(qemu_tells_what_it_knows),
		cmocka_unit_test(without_an_answer_nothing_is_known),
		cmocka_unit_test(both_forms_are_spelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
