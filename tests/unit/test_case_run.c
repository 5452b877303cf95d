/* SPDX-License-Identifier: MIT */
#include "cases/case_run.h"

#include "case_texts.h"
#include "cases/case_folder.h"
#include "unit.h"

#include <signal.h>
#include <sys/stat.h>

static const char *plugin_path(const char *name, struct arena *arena)
{
	const char *build = getenv("QW_BUILD");
	assert_non_null(build);
	return arena_printf(arena, "%s/tests/plugins/%s.so", build, name);
}

/* The first case of the text, run over the plugin `accident`. */
static void run(const char *text, int milliseconds, struct arena *arena,
		struct case_result *ret_result)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CASE_FILE struct case_file file;
	struct case_runner runner = { plugin_path("accident", arena), milliseconds };
	cases_of(text, &file);
	if (case_run(&runner, &file.cases.items[0], arena, ret_result, &err))
		fail_msg("%s", error_text(&err));
}

#define CASE "case: c\ncommand: qemu-system-x86_64\nexpect: unchanged\n"

static void accidents_are_results(void **state)
{
	(void)state;
	static const struct {
		const char *what, *phase, *told;
	} cases[] = {
		{ "crash", "rewrite", "was killed by signal 11" },
		{ "abort", "open", "was killed by signal 6" },
		{ "exit", "check", "status 0" },
		{ "_exit", "rewrite", "status 0" },
		{ "crash", "close", "was killed by signal 11" },
		{ "hang", "rewrite", "did not finish within 300 ms" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_CASE_RESULT struct case_result result;
		/* cmocka has handlers for them. */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGABRT, SIG_DFL);
		bool hangs = !strcmp(cases[i].what, "hang");
		run(arena_printf(&arena, CASE "option: what = %s\noption: phase = %s\n",
				 cases[i].what, cases[i].phase),
		    hangs ? 300 : 20000, &arena, &result);
		assert_non_null(result.accident);
		assert_contains(result.accident, cases[i].told);
		assert_int_equal(result.words.count, 0);
	}
}

static void what_happens_in_between_is_told(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_CASE_RESULT struct case_result result;
	run(CASE, 20000, &arena, &result);
	assert_null(result.accident);
	assert_int_equal(result.words.count, 2);
	assert_string_equal(result.words.items[1], "-accident");
	/* What the pipeline itself says is there, too. */
	CLEANUP_CASE_RESULT struct case_result moved;
	run(CASE "option: what = chdir\n", 20000, &arena, &moved);
	assert_int_equal(moved.notes.list.count, 1);
	assert_contains(moved.notes.list.items[0].text, "working directory");
}

static void the_folder_is_called_by_its_word(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_CASE_RESULT struct case_result result;
	run("case: c\n"
	    "command: qemu-system-x86_64 -drive @DIR@/disk\n"
	    "option: what = folder\n"
	    "option: file = disk\n"
	    "expect: unchanged\n",
	    20000, &arena, &result);
	assert_string_equal(result.words.items[2], "@DIR@/disk");
	assert_string_equal(result.notes.list.items[0].text, "file is @DIR@/disk");
}

static void wrong_options_are_refusals(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_CASE_RESULT struct case_result result;
	run(CASE "option: wat = folder\n", 20000, &arena, &result);
	assert_string_equal(result.refused_phase, "load");
	assert_contains(result.refused_text, "the case: plugin 'accident' has no option 'wat'; "
					     "did you mean 'what'?");
}

static void a_plugin_that_can_not_be_loaded_is_told(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "unresolved", "undefined symbol" },
		{ "no-note", "is not a qemu-wrapper plugin" },
		{ "dies-on-load", "while it was loaded, the plugin was killed by signal 9" },
	};
	CLEANUP_ARENA struct arena arena = { 0 };
	struct case_runner runner = { plugin_path("accident", &arena), 20000 };
	CLEANUP_ERROR struct error none = { 0 };
	assert_int_equal(case_run_load(&runner, &none), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		runner.plugin = plugin_path(cases[i][0], &arena);
		assert_true(case_run_load(&runner, &err) < 0);
		assert_contains(error_text(&err), cases[i][1]);
	}
}

static void a_folder_has_the_files_and_goes_with_all_in_it(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CASE_FILE struct case_file file;
	const char *folder = NULL;
	char bytes[200] = "";
	struct stat st;
	cases_of(CASE "file: one\n\t| a @DIR@\nfile: two\nfile: a/b/three\nfile: a/four\n", &file);
	assert_int_equal(case_folder_make(&arena, &folder, &err), 0);
	assert_int_equal(case_folder_fill(folder, &file.cases.items[0], &err), 0);
	FILE *one = fopen(arena_printf(&arena, "%s/one", folder), "re");
	assert_non_null(one);
	assert_non_null(fgets(bytes, sizeof(bytes), one));
	fclose(one);
	assert_string_equal(bytes, arena_printf(&arena, "a %s\n", folder));
	assert_int_equal(stat(arena_printf(&arena, "%s/two", folder), &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(stat(arena_printf(&arena, "%s/a/b/three", folder), &st), 0);
	assert_int_equal(stat(arena_printf(&arena, "%s/a/four", folder), &st), 0);
	/* A second file of that name is a mistake. */
	assert_int_equal(case_folder_fill(folder, &file.cases.items[0], &err), -EEXIST);
	assert_int_equal(mkdir(arena_printf(&arena, "%s/more", folder), 0700), 0);
	assert_int_equal(symlink("/", arena_printf(&arena, "%s/more/root", folder)), 0);
	case_folder_remove(folder);
	assert_int_equal(stat(folder, &st), -1);
	case_folder_remove(NULL);
}

static void without_a_folder_there_is_no_run(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *folder = NULL;
	setenv("TMPDIR", "/nowhere", 1);
	assert_int_equal(case_folder_make(&arena, &folder, &err), -ENOENT);
	assert_contains(error_text(&err), "in /nowhere: No such file");
	unsetenv("TMPDIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accidents_are_results),
		cmocka_unit_test(what_happens_in_between_is_told),
		cmocka_unit_test(the_folder_is_called_by_its_word),
		cmocka_unit_test(wrong_options_are_refusals),
		cmocka_unit_test(a_plugin_that_can_not_be_loaded_is_told),
		cmocka_unit_test(a_folder_has_the_files_and_goes_with_all_in_it),
		cmocka_unit_test(without_a_folder_there_is_no_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
