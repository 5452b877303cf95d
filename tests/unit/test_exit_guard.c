/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/exit_guard.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Exit status of a child that calls exit(0) with the guard told of a plugin, or not. */
static int status_of_exit(bool inside)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		struct exit_guard *guard = exit_guard_new();
		exit_guard_enter(guard, "acme", "rewrite");
		if (!inside)
			exit_guard_leave(guard);
		close(2);
		exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void exit_in_a_plugin_is_never_success(void **state)
{
	(void)state;
	assert_int_equal(status_of_exit(true), 125);
}

static void exit_of_our_own_is_left_alone(void **state)
{
	(void)state;
	assert_int_equal(status_of_exit(false), 0);
	exit_guard_enter(NULL, "acme", "rewrite");
	exit_guard_leave(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exit_in_a_plugin_is_never_success),
		cmocka_unit_test(exit_of_our_own_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
