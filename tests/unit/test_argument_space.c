/* SPDX-License-Identifier: MIT */
#include "launch/argument_space.h"

#include "child.h"
#include "config_files.h"

#include <sys/resource.h>

enum { LONGEST = 131072, SMALLEST_SPACE = 131072 };

static const char *const nothing[] = { NULL };

/* A word of `length` letters. */
static char *word(struct arena *arena, size_t length)
{
	char *text = arena_alloc(arena, length + 1);
	assert_non_null(text);
	memset(text, 'x', length);
	return text;
}

static int execute_it(const void *argument)
{
	const struct execution *execution = argument;
	execve(execution->path, (char *const *)(uintptr_t)execution->argv,
	       (char *const *)(uintptr_t)execution->envp);
	return errno == E2BIG ? 77 : 78;
}

/* What we expect is what the kernel does. */
static void assert_exceeded(const struct execution *execution, bool exceeded)
{
	struct child child;
	assert_int_equal(argument_space_exceeded(execution), exceeded);
	child_run(&child, execute_it, execution);
	assert_int_equal(child.status, exceeded ? 77 : 0);
}

static void one_string_has_its_limit(void **state)
{
	(void)state;
	child_is_not_for_valgrind();
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *argv[] = { "true", word(&arena, LONGEST - 1), NULL };
	const char *envp[] = { word(&arena, LONGEST - 1), NULL };
	struct execution execution = { .path = "/bin/true", .argv = argv, .envp = nothing };
	assert_exceeded(&execution, false);
	argv[1] = word(&arena, LONGEST);
	assert_exceeded(&execution, true);
	argv[1] = NULL;
	execution.envp = envp;
	assert_exceeded(&execution, false);
	envp[0] = word(&arena, LONGEST);
	assert_exceeded(&execution, true);
}

/* With a small stack the limit is 128 KiB for strings and their pointers; both sides of it. */
static void all_together_have_one_too(void **state)
{
	(void)state;
	child_is_not_for_valgrind();
	CLEANUP_ARENA struct arena arena = { 0 };
	struct rlimit before, small;
	assert_int_equal(getrlimit(RLIMIT_STACK, &before), 0);
	small = (struct rlimit){ (rlim_t)4 * SMALLEST_SPACE, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_STACK, &small), 0);
	char *half = word(&arena, SMALLEST_SPACE / 2);
	const char *argv[] = { "true", half, NULL };
	const char *envp[] = { word(&arena, SMALLEST_SPACE / 2 - 200), NULL };
	struct execution execution = { .path = "/bin/true", .argv = argv, .envp = envp };
	assert_exceeded(&execution, false);
	envp[0] = half;
	assert_exceeded(&execution, true);
	assert_int_equal(setrlimit(RLIMIT_STACK, &before), 0);
}

static const char *explanation(const struct execution *execution, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(argument_space_explain(execution, &err), -E2BIG);
	return arena_strdup(arena, error_text(&err));
}

static void a_long_string_is_named(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *argv[] = { "q", "-append", word(&arena, 200000), NULL };
	const char *const origins[] = { "user", "user", "/etc/words:3" };
	const char *envp[] = { "A=1", arena_printf(&arena, "LONG=%s", argv[2]), NULL };
	struct execution execution = { "/q", argv, origins, envp };
	const char *text = explanation(&execution, &arena);
	assert_contains(text, "argument 2 (from /etc/words:3) is too long: 200000 bytes");
	assert_contains(text, "at most 131071 in one");
	argv[2] = NULL;
	text = explanation(&execution, &arena);
	assert_contains(text, "the variable LONG is too long: 200005 bytes");
}

static void who_gave_most_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *origins[4], *most;
		size_t sizes[4];
	} rows[] = {
		{ { "user", "A", "B", "A" }, "A, ", { 1, 50, 80, 50 } },
		{ { "user", "/w:1", "/w:22", "B" }, "/w, ", { 1, 50, 50, 80 } },
		{ { "user", "plugin:a", "plugin:b", "C" }, "C, ", { 1, 50, 50, 80 } },
		{ { "user", "/w:", "/w:x", "user" }, "user, ", { 30, 50, 50, 30 } },
	};
	static const char *const envp[] = { "A=1", "LARGER=12", "B=", NULL };
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		const char *argv[5] = { NULL };
		for (size_t k = 0; k < 4; k++)
			argv[k] = word(&arena, rows[i].sizes[k]);
		struct execution execution = { "/q", argv, rows[i].origins, envp };
		const char *text = explanation(&execution, &arena);
		assert_contains(text, arena_printf(&arena, "most of them from %s", rows[i].most));
		assert_contains(text, "the largest variable (LARGER) 10");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_string_has_its_limit),
		cmocka_unit_test(all_together_have_one_too),
		cmocka_unit_test(a_long_string_is_named),
		cmocka_unit_test(who_gave_most_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
