/* SPDX-License-Identifier: MIT */
#include "launch/script_loop.h"

#include "child.h"
#include "config_files.h"

#include <sys/prctl.h>

static struct scratch scratch;

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	scratch_file(&scratch, "script", "#!/bin/sh\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&scratch);
	return 0;
}

/* 1: a loop, 0: none. Runs in a child, whose ancestors are the test and what started it. */
static int check(const char *path, const char *level)
{
	CLEANUP_ERROR struct error err = { 0 };
	char entry[64];
	snprintf(entry, sizeof(entry), SCRIPT_LEVEL "=%s", level);
	const char *const envp[] = { "A=1", entry, NULL };
	int status = script_loop_check(path, envp, &err);
	if (status == -ELOOP && strstr(error_text(&err), entry))
		return 1;
	return status || err.code ? 2 : 0;
}

struct question {
	const char *path;
	/** The level is the id of this process, with something before and behind it. */
	const char *before;
	pid_t (*process)(void);
	const char *behind;
};

static pid_t itself(void)
{
	return getpid();
}

static pid_t process_1(void)
{
	return 1;
}

static pid_t stranger(void)
{
	/* A process id that the kernel never gives: above the largest pid_max. */
	return 1 << 23;
}

static int ask(const void *argument)
{
	const struct question *question = argument;
	char level[32];
	snprintf(level, sizeof(level), "%s%d%s", question->before, (int)question->process(),
		 question->behind);
	return check(question->path, level);
}

static void only_ourselves_and_ancestors_make_a_loop(void **state)
{
	(void)state;
	const char *script = scratch_path(&scratch, "script"), *elf = "/bin/true";
	const struct {
		struct question question;
		int loops;
	} rows[] = {
		{ { script, "", itself, "" }, 1 },    { { elf, "", itself, "" }, 1 },
		{ { script, "", getppid, "" }, 1 },   { { elf, "", getppid, "" }, 0 },
		{ { script, "", process_1, "" }, 0 }, { { script, "", stranger, "" }, 0 },
		{ { script, "0", itself, "" }, 0 },   { { script, " ", getppid, "" }, 0 },
		{ { script, "", getppid, "x" }, 0 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child;
		child_run(&child, ask, &rows[i].question);
		assert_int_equal(child.status, rows[i].loops);
	}
}

static pid_t grandparent_of_child;

static pid_t grandparent(void)
{
	return grandparent_of_child;
}

/* The one in between bears a name that looks like the fields behind it. */
static int ask_from_a_grandchild(const void *argument)
{
	struct child child;
	if (prctl(PR_SET_NAME, "x) S 1 (y"))
		return 3;
	child_run(&child, ask, argument);
	return child.status;
}

static void names_of_processes_do_not_mislead(void **state)
{
	(void)state;
	const struct question question = { scratch_path(&scratch, "script"), "", grandparent, "" };
	struct child child;
	grandparent_of_child = getpid();
	child_run(&child, ask_from_a_grandchild, &question);
	assert_int_equal(child.status, 1);
}

static void without_a_level_there_is_none(void **state)
{
	(void)state;
	static const char *const envp[] = { "QEMU_WRAPPER_LEVELS=1", "A=1", NULL };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(script_loop_check(scratch_path(&scratch, "script"), envp, &err), 0);
	assert_int_equal(check(scratch_path(&scratch, "script"), ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_ourselves_and_ancestors_make_a_loop),
		cmocka_unit_test(names_of_processes_do_not_mislead),
		cmocka_unit_test(without_a_level_there_is_none),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
