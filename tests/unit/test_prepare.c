/* SPDX-License-Identifier: MIT */
#include "prepare.h"

#include "config_files.h"
#include "unit.h"

#include <unistd.h>

/* A configuration file that says nothing, and the plugins that were built for tests. */
static struct scratch scratch;

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	scratch_file(&scratch, "empty.conf", "");
	scratch_file(&scratch, "wrong.conf", "[wrapper]\nreel = /x\n");
	unsetenv("QEMU_WRAPPER");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&scratch);
	return 0;
}

static struct invocation invocation(const char *const *argv)
{
	static const char *const envp[] = { "PATH=/bin", "QW_TEST=1", NULL };
	return (struct invocation){
		.argv = argv,
		.envp = envp,
		.name = argv[0],
		.request = { .config = scratch_path(&scratch, "empty.conf"), .plugins = "" },
	};
}

static const char *const true_line[] = { "true", "-vnc", ":1", NULL };

static void make(const struct invocation *invocation, struct prepared *prepared, struct plan *plan)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(prepare(invocation, prepared, &err), 0);
	assert_int_equal(prepared_plan(prepared, plan, &err), 0);
}

static void a_script_that_comes_back_is_a_loop(void **state)
{
	(void)state;
	CLEANUP_PREPARED struct prepared prepared;
	struct plan plan;
	char level[64];
	snprintf(level, sizeof(level), "QEMU_WRAPPER_LEVEL=%ld", (long)getpid());
	const char *const envp[] = { "PATH=/bin", level, NULL };
	struct invocation it = invocation(true_line);
	it.envp = envp;
	make(&it, &prepared, &plan);
	assert_non_null(plan.refusal);
	assert_int_equal(plan.refusal->status, 125);
	assert_string_equal(plan.refusal->phase, "exec");
	assert_non_null(strstr(plan.refusal->text, "started qemu-wrapper again, a loop"));
}

static void without_plugins_the_line_is_as_it_came(void **state)
{
	(void)state;
	CLEANUP_PREPARED struct prepared prepared;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct error err = { 0 };
	struct plan plan;
	const char *const *argv;
	struct invocation it = invocation(true_line);
	make(&it, &prepared, &plan);
	assert_string_equal(plan.program, "/bin/true");
	assert_null(plan.refusal);
	assert_int_equal(plan.plugin_count, 0);
	assert_int_equal(plan.file_count, 1);
	assert_string_equal(plan.files[0], scratch_path(&scratch, "empty.conf"));
	assert_int_equal(command_emit(plan.final, &arena, &argv, NULL, &err), 0);
	for (size_t i = 0; i < COUNT(true_line); i++)
		assert_ptr_equal(argv[i], true_line[i]);
	/* A copy, for plugins may call setenv(3). */
	assert_ptr_not_equal(prepared.pipeline.environment.inherited, it.envp);
	assert_ptr_equal(prepared.pipeline.environment.inherited[1], it.envp[1]);
}

static void a_program_that_is_given_is_not_looked_for(void **state)
{
	(void)state;
	static const char *const line[] = { "no-such-program", "-S", NULL };
	CLEANUP_PREPARED struct prepared prepared;
	struct plan plan;
	struct invocation it = invocation(line);
	it.program = "/nowhere/qemu";
	make(&it, &prepared, &plan);
	assert_string_equal(plan.program, "/nowhere/qemu");
	assert_null(plan.refusal);
}

/* Hooks run even where no program is found: the plan is still worth showing. */
/* Linux puts an empty word into an empty argv since 5.18; older ones and other systems don't. */
static void test_01_no_word_at_all(void **state)
{
	(void)state;
	static const char *const none[] = { NULL };
	CLEANUP_PREPARED struct prepared prepared;
	struct plan plan;
	struct invocation it = invocation(none);
	it.name = "true";
	make(&it, &prepared, &plan);
	assert_null(plan.refusal);
	assert_int_equal(command_word_count(plan.final), 0);
}

static void hooks_are_run_with_or_without_a_program(void **state)
{
	(void)state;
	static const char *const missing[] = { "no-such-program", NULL };
	const char *const *const lines[] = { true_line, missing };
	const char *plugin = arena_printf(&scratch.arena, "%s/tests/plugins/memory.so,default=3G",
					  getenv("QW_BUILD"));
	for (size_t i = 0; i < COUNT(lines); i++) {
		CLEANUP_PREPARED struct prepared prepared;
		struct plan plan;
		struct invocation it = invocation(lines[i]);
		it.request.plugin = &plugin;
		it.request.plugin_count = 1;
		make(&it, &prepared, &plan);
		assert_int_equal(plan.plugin_count, 1);
		assert_string_equal(plan.plugins[0], "memory");
		assert_int_equal(plan.final->count, plan.original->count + 1);
		assert_string_equal(element_name(plan.final->items[plan.final->count - 1]), "m");
		assert_int_equal(plan.journal->changes.count, 1);
		assert_int_equal(plan.refusal != NULL, i == 1);
	}
}

static void refusals_stand_in_the_plan(void **state)
{
	(void)state;
	static const char *const missing[] = { "no-such-program", "-S", NULL };
	static const char *const version[] = { "true", "-version", NULL };
	const struct {
		const char *const *argv;
		const char *config, *plugins, *phase, *words;
		int status;
	} rows[] = {
		{ true_line, "wrong.conf", "", "configuration", "wrong.conf:2: ", 125 },
		{ true_line, "missing.conf", "", "configuration", "missing.conf", 125 },
		{ true_line, "empty.conf", "not-there", "load", "not-there", 125 },
		{ missing, "empty.conf", "", "exec", "no-such-program was not found on PATH", 127 },
		{ version, "wrong.conf", "", "configuration", "reel", 125 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_PREPARED struct prepared prepared;
		struct plan plan;
		struct invocation it = invocation(rows[i].argv);
		it.request.config = scratch_path(&scratch, rows[i].config);
		it.request.plugins = rows[i].plugins;
		make(&it, &prepared, &plan);
		assert_non_null(plan.refusal);
		assert_string_equal(plan.refusal->phase, rows[i].phase);
		assert_contains(plan.refusal->text, rows[i].words);
		assert_int_equal(plan.refusal->status, rows[i].status);
		assert_null(plan.program);
		assert_string_equal(plan.original->argv0, rows[i].argv[0]);
	}
}

static void refusals_hide_secrets(void **state)
{
	(void)state;
	static const struct {
		const char *plugin, *words;
	} rows[] = {
		{ "vnc,password=hunter2,foo", "vnc,password=***,foo: 'foo' lacks a value" },
		{ "vnc,password=hunter2,=x", "vnc,password=***,=x: OPTION=VALUE must follow" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_PREPARED struct prepared prepared;
		struct plan plan;
		struct invocation it = invocation(true_line);
		it.request.plugin = &rows[i].plugin;
		it.request.plugin_count = 1;
		make(&it, &prepared, &plan);
		assert_non_null(plan.refusal);
		assert_contains(plan.refusal->text, rows[i].words);
		assert_null(strstr(plan.refusal->text, "hunter2"));
	}
}

static void the_process_is_remembered_for_plugins_only(void **state)
{
	(void)state;
	const char *plugin =
		arena_printf(&scratch.arena, "%s/tests/plugins/memory.so", getenv("QW_BUILD"));
	for (size_t plugins = 0; plugins < 2; plugins++) {
		CLEANUP_PREPARED struct prepared prepared;
		struct plan plan;
		struct invocation it = invocation(true_line);
		it.request.plugin = &plugin;
		it.request.plugin_count = plugins;
		make(&it, &prepared, &plan);
		assert_int_equal(prepared.process.saved, plugins);
		assert_int_equal(plan.journal->notes.list.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_script_that_comes_back_is_a_loop),
		cmocka_unit_test(without_plugins_the_line_is_as_it_came),
		cmocka_unit_test(a_program_that_is_given_is_not_looked_for),
		cmocka_unit_test(test_01_no_word_at_all),
		cmocka_unit_test(hooks_are_run_with_or_without_a_program),
		cmocka_unit_test(refusals_stand_in_the_plan),
		cmocka_unit_test(refusals_hide_secrets),
		cmocka_unit_test(the_process_is_remembered_for_plugins_only),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
