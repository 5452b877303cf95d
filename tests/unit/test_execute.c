/* SPDX-License-Identifier: MIT */
#include "launch/execute.h"

#include "child.h"
#include "config_files.h"

static const char *const environment[] = { "A=1", "QEMU_WRAPPER_LEVEL=7", "QEMU_WRAPPER_LEVELS=8",
					   NULL };

static const char *program(struct scratch *scratch, const char *name, const char *text, mode_t mode)
{
	const char *path = scratch_file(scratch, name, text);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

/* Comes back only if it failed, with a status of its own. */
static int execute_path(const void *path)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_ARENA struct arena arena = { 0 };
	static const char *const argv[] = { "the name", "first word", NULL };
	static const char *const origins[] = { "user", "user" };
	struct execution execution = { path, argv, origins, environment };
	int status = execute(&execution, &arena, &err);
	printf("%s", error_text(&err));
	return -status;
}

static void becomes_the_program(void **state)
{
	(void)state;
	struct child child;
	child_run(&child, execute_path, "/bin/true");
	assert_int_equal(child.status, 0);
	assert_string_equal(child.text, "");
}

static int execute_env(const void *argument)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_ARENA struct arena arena = { 0 };
	static const char *const argv[] = { "env", NULL };
	static const char *const origins[] = { "user" };
	struct execution execution = { argument, argv, origins, environment };
	return -execute(&execution, &arena, &err);
}

static void programs_that_are_no_scripts_get_the_environment_as_it_is(void **state)
{
	(void)state;
	struct child child;
	child_run(&child, execute_env, "/usr/bin/env");
	assert_string_equal(child.text, "A=1\nQEMU_WRAPPER_LEVEL=7\nQEMU_WRAPPER_LEVELS=8\n");
	assert_int_equal(child.status, 0);
}

static void scripts_are_told_our_process_id(void **state)
{
	(void)state;
	struct scratch scratch;
	struct child child;
	scratch_make(&scratch);
	const char *path =
		program(&scratch, "script",
			"#!/bin/sh\ntr '\\000' ' ' </proc/$$/environ\necho \"[$1]\"\n", 0755);
	child_run(&child, execute_path, path);
	assert_string_equal(child.text,
			    arena_printf(&scratch.arena,
					 "A=1 QEMU_WRAPPER_LEVELS=8 QEMU_WRAPPER_LEVEL=%ld "
					 "[first word]\n",
					 (long)child.pid));
	assert_int_equal(child.status, 0);
	scratch_remove(&scratch);
}

static void failures_say_why(void **state)
{
	(void)state;
	struct scratch scratch;
	scratch_make(&scratch);
	const struct {
		const char *path;
		int code;
	} rows[] = {
		{ scratch_path(&scratch, "missing"), ENOENT },
		{ scratch.folder, EACCES },
		{ program(&scratch, "plain", "#!/bin/sh\n", 0644), EACCES },
		{ program(&scratch, "empty", "", 0755), ENOEXEC },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child;
		child_run(&child, execute_path, rows[i].path);
		assert_int_equal(child.status, rows[i].code);
		assert_string_equal(child.text, arena_printf(&scratch.arena, "can't execute %s: %s",
							     rows[i].path, strerror(rows[i].code)));
	}
	scratch_remove(&scratch);
}

static void a_missing_interpreter_is_named(void **state)
{
	(void)state;
	child_is_not_for_valgrind();
	struct scratch scratch;
	struct child child;
	scratch_make(&scratch);
	static const char *const heads[] = { "#!/nowhere/sh\n", "#! \t/nowhere/sh -e x\n",
					     "#!/nowhere/sh" };
	for (size_t i = 0; i < COUNT(heads); i++) {
		const char *path = program(&scratch, "no-shell", heads[i], 0755);
		child_run(&child, execute_path, path);
		assert_int_equal(child.status, ENOENT);
		assert_string_equal(child.text,
				    arena_printf(&scratch.arena,
						 "can't execute %s: its interpreter '/nowhere/sh' "
						 "was not found",
						 path));
	}
	scratch_remove(&scratch);
}

static void what_looks_hopeless_is(void **state)
{
	(void)state;
	struct scratch scratch;
	scratch_make(&scratch);
	static char large[200000];
	const struct {
		const char *path, *word;
		bool hopeless;
	} rows[] = {
		{ "/bin/true", "a", false },
		{ "/bin/true", large, true },
		{ scratch_path(&scratch, "missing"), "a", true },
		{ program(&scratch, "script", "#!/bin/sh\n", 0755), "a", false },
		{ program(&scratch, "plain", "#!/bin/sh\n", 0644), "a", true },
		{ program(&scratch, "empty", "", 0755), "a", true },
		{ program(&scratch, "no-shell", "#!/nowhere/sh\n", 0755), "a", true },
	};
	memset(large, 'x', sizeof(large) - 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *const argv[] = { "q", rows[i].word, NULL };
		struct execution execution = { .path = rows[i].path,
					       .argv = argv,
					       .envp = environment };
		assert_int_equal(execute_looks_hopeless(&execution), rows[i].hopeless);
	}
	scratch_remove(&scratch);
}

static int execute_too_much(const void *path)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_ARENA struct arena arena = { 0 };
	static char large[200000];
	static const char *const argv[] = { "q", large, NULL };
	static const char *const origins[] = { "user", "QEMU_ARGS" };
	struct execution execution = { path, argv, origins, environment };
	memset(large, 'x', sizeof(large) - 1);
	int status = execute(&execution, &arena, &err);
	printf("%s", error_text(&err));
	return -status;
}

static void too_much_is_explained(void **state)
{
	(void)state;
	child_is_not_for_valgrind();
	struct child child;
	child_run(&child, execute_too_much, "/bin/true");
	assert_int_equal(child.status, E2BIG);
	assert_contains(child.text, "argument 1 (from QEMU_ARGS) is too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(becomes_the_program),
		cmocka_unit_test(programs_that_are_no_scripts_get_the_environment_as_it_is),
		cmocka_unit_test(scripts_are_told_our_process_id),
		cmocka_unit_test(failures_say_why),
		cmocka_unit_test(a_missing_interpreter_is_named),
		cmocka_unit_test(what_looks_hopeless_is),
		cmocka_unit_test(too_much_is_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
