/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/plugin_guard.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* One that has ended: its status as of waitpid(2), and what it wrote on standard error. */
struct ended {
	int status;
	char text[512];
};

/* Runs `what` in a child with a guard; `inside`: while a plugin runs. */
static struct ended run(void (*what)(void), bool inside)
{
	struct ended ended = { 0 };
	int ends[2];
	assert_false(pipe(ends));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		struct plugin_guard *guard = plugin_guard_new();
		plugin_guard_enter(guard, "acme", "rewrite");
		if (!inside)
			plugin_guard_leave(guard);
		what();
		_exit(9);
	}
	close(ends[1]);
	size_t length = 0;
	ssize_t got;
	while ((got = read(ends[0], ended.text + length, sizeof(ended.text) - 1 - length)) > 0)
		length += (size_t)got;
	close(ends[0]);
	assert_int_equal(waitpid(pid, &ended.status, 0), pid);
	return ended;
}

static void assert_told(struct ended ended, const char *text)
{
	assert_true(WIFEXITED(ended.status));
	assert_int_equal(WEXITSTATUS(ended.status), 125);
	if (!strstr(ended.text, text))
		fail_msg("'%s' is not in '%s'", text, ended.text);
	assert_ptr_equal(strchr(ended.text, '\n'), ended.text + strlen(ended.text) - 1);
}

static void assert_killed(struct ended ended, int number)
{
	assert_true(WIFSIGNALED(ended.status));
	assert_int_equal(WTERMSIG(ended.status), number);
	assert_string_equal(ended.text, "");
}

static void leave(void)
{
	exit(0);
}

static void leave_quickly(void)
{
	quick_exit(0);
}

/* No null pointer: a sanitizer would tell of that before it is used. */
static void fault(void)
{
	volatile int *page = mmap(NULL, sizeof(int), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*page = 1;
}

static void *faulting_thread(void *unused)
{
	(void)unused;
	fault();
	return NULL;
}

static void fault_in_a_thread(void)
{
	pthread_t thread;
	if (!pthread_create(&thread, NULL, faulting_thread, NULL))
		pthread_join(thread, NULL);
}

static void raise_fpe(void)
{
	raise(SIGFPE);
}

static void exit_of_a_plugin(void **state)
{
	(void)state;
	assert_told(run(leave, true), "plugin acme (rewrite): it called exit(0)");
	assert_told(run(leave_quickly, true), "plugin acme (rewrite): it called quick_exit()");
}

static void exit_of_our_own_is_left_alone(void **state)
{
	(void)state;
	struct ended ended = run(leave, false);
	assert_true(WIFEXITED(ended.status));
	assert_int_equal(WEXITSTATUS(ended.status), 0);
	assert_string_equal(ended.text, "");
	plugin_guard_enter(NULL, "acme", "rewrite");
	plugin_guard_leave(NULL);
}

static void crash_of_a_plugin(void **state)
{
	(void)state;
	assert_told(run(fault, true),
		    "plugin acme (rewrite): crashed: signal 11 (Segmentation fault); QEMU was not");
	assert_told(run(abort, true), "plugin acme (rewrite): crashed: signal 6 (Aborted)");
	assert_told(run(raise_fpe, true), "crashed: signal 8");
}

static void crash_of_our_own_is_left_alone(void **state)
{
	(void)state;
	struct sigaction none = { .sa_handler = SIG_DFL };
	/* Whatever a sanitizer has there, which would say its own. */
	sigaction(SIGSEGV, &none, NULL);
	sigaction(SIGABRT, &none, NULL);
	assert_killed(run(fault, false), SIGSEGV);
	assert_killed(run(abort, false), SIGABRT);
}

static void threads_are_plugins(void **state)
{
	(void)state;
	assert_told(run(fault_in_a_thread, true),
		    "plugin acme (rewrite): a thread beside it crashed: signal 11");
	assert_told(run(fault_in_a_thread, false),
		    "a thread that a plugin has started, the last called being plugin acme "
		    "(rewrite): crashed: signal 11");
}

/* Sent by the test itself, which is another process. */
static void signal_from_outside(void **state)
{
	(void)state;
	int ready[2];
	assert_false(pipe(ready));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		plugin_guard_enter(plugin_guard_new(), "acme", "rewrite");
		if (write(ready[1], "", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	char byte;
	int status;
	assert_int_equal(read(ready[0], &byte, 1), 1);
	kill(pid, SIGTRAP);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTRAP);
	close(ready[0]);
	close(ready[1]);
}

static bool ignores(int number)
{
	struct sigaction now;
	return !sigaction(number, NULL, &now) && now.sa_handler == SIG_IGN;
}

/* In a child, for the guard remembers what it found. */
static void ignored_signals_stay_so(void **state)
{
	(void)state;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		int result = 0;
		signal(SIGFPE, SIG_IGN);
		struct plugin_guard *guard = plugin_guard_new();
		result |= !ignores(SIGFPE);
		plugin_guard_enter(guard, "acme", "open");
		raise(SIGFPE);
		result |= ignores(SIGFPE) ? 2 : 0;
		plugin_guard_leave(guard);
		result |= ignores(SIGFPE) ? 0 : 4;
		plugin_guard_enter(guard, "acme", "open");
		signal(SIGFPE, SIG_DFL);
		plugin_guard_leave(guard);
		result |= ignores(SIGFPE) ? 8 : 0;
		_exit(result);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	/* It catches the signals itself, and takes these crashes for its own. */
	if (getenv("QW_VALGRIND"))
		return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exit_of_a_plugin),
		cmocka_unit_test(exit_of_our_own_is_left_alone),
		cmocka_unit_test(crash_of_a_plugin),
		cmocka_unit_test(crash_of_our_own_is_left_alone),
		cmocka_unit_test(threads_are_plugins),
		cmocka_unit_test(signal_from_outside),
		cmocka_unit_test(ignored_signals_stay_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
