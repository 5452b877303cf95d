/* SPDX-License-Identifier: MIT */
#include "isolation/process.h"

#include "unit.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* One child from beginning to end, within a watch. */
static int run_one(int status)
{
	struct process_watch watch;
	process_watch_begin(&watch);
	pid_t pid = process_fork(&watch);
	if (!pid)
		_exit(status);
	int ended = pid > 0 ? process_end(pid) : -1;
	process_watch_end(&watch);
	return ended;
}

static int end_by_itself(int status)
{
	struct process_watch watch;
	process_watch_begin(&watch);
	pid_t pid = process_fork(&watch);
	if (!pid)
		_exit(status);
	while (!process_has_ended(pid))
		usleep(1000);
	int ended = process_end(pid);
	process_watch_end(&watch);
	return ended;
}

static void status_is_told(void **state)
{
	(void)state;
	int status = end_by_itself(7);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void child_leads_group_and_has_callers_mask(void **state)
{
	(void)state;
	struct process_watch watch;
	process_watch_begin(&watch);
	pid_t pid = process_fork(&watch);
	if (!pid) {
		sigset_t mask;
		sigprocmask(SIG_BLOCK, NULL, &mask);
		_exit(getpgrp() == getpid() && !sigismember(&mask, SIGTERM) ? 0 : 1);
	}
	while (!process_has_ended(pid))
		usleep(1000);
	int status = process_end(pid);
	process_watch_end(&watch);
	assert_int_equal(status, 0);
}

static void caller_is_as_before(void **state)
{
	(void)state;
	static void (*const handlers[])(int) = { SIG_IGN, SIG_DFL };
	for (size_t i = 0; i < COUNT(handlers); i++) {
		struct sigaction action = { .sa_handler = handlers[i], .sa_flags = SA_RESTART };
		struct sigaction after;
		sigset_t mask_before, mask_after;
		sigaction(SIGCHLD, &action, NULL);
		sigprocmask(SIG_BLOCK, NULL, &mask_before);
		run_one(0);
		sigprocmask(SIG_BLOCK, NULL, &mask_after);
		sigaction(SIGCHLD, NULL, &after);
		assert_true(after.sa_handler == handlers[i]);
		assert_int_equal(after.sa_flags & SA_RESTART, SA_RESTART);
		for (int number = 1; number < NSIG; number++)
			assert_int_equal(sigismember(&mask_before, number),
					 sigismember(&mask_after, number));
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
	signal(SIGCHLD, SIG_DFL);
}

static bool child_signal_is_pending(void)
{
	sigset_t pending;
	sigpending(&pending);
	return sigismember(&pending, SIGCHLD) == 1;
}

/* A pending signal would survive exec. */
static void blocked_signal_does_not_stay_behind(void **state)
{
	(void)state;
	sigset_t set, before;
	/* It keeps what is pending for itself. */
	if (getenv("QW_VALGRIND"))
		skip();
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &before);
	end_by_itself(0);
	assert_false(child_signal_is_pending());
	kill(getpid(), SIGCHLD);
	assert_true(child_signal_is_pending());
	end_by_itself(0);
	assert_true(child_signal_is_pending());
	/* Drops it. */
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* The caller was asked to ignore its children, and one that it had before ends meanwhile. */
static void earlier_children_leave_no_zombie(void **state)
{
	(void)state;
	struct process_watch watch;
	signal(SIGCHLD, SIG_IGN);
	pid_t earlier = fork();
	if (!earlier)
		while (pause() < 0)
			;
	process_watch_begin(&watch);
	kill(earlier, SIGKILL);
	while (!process_has_ended(earlier))
		usleep(1000);
	process_watch_end(&watch);
	assert_int_equal(kill(earlier, 0), -1);
	signal(SIGCHLD, SIG_DFL);
	/* Where it doesn't, it waits for them itself. */
	earlier = fork();
	if (!earlier)
		_exit(5);
	process_watch_begin(&watch);
	process_watch_end(&watch);
	int status = 0;
	assert_int_equal(waitpid(earlier, &status, 0), earlier);
	assert_int_equal(WEXITSTATUS(status), 5);
}

/* We are then who inherits them, as the first process of a container is. */
static void what_a_child_leaves_is_waited_for(void **state)
{
	(void)state;
	struct process_watch watch;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	process_watch_begin(&watch);
	pid_t pid = process_fork(&watch);
	if (!pid) {
		for (int i = 0; i < 3; i++)
			if (!fork())
				while (pause() < 0)
					;
		_exit(0);
	}
	while (!process_has_ended(pid))
		usleep(1000);
	process_end(pid);
	process_watch_end(&watch);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

static void ignored_and_blocked_signals_stay_so(void **state)
{
	(void)state;
	struct process_watch watch;
	signal(SIGTERM, SIG_IGN);
	process_watch_begin(&watch);
	kill(getpid(), SIGTERM);
	process_watch_end(&watch);
	signal(SIGTERM, SIG_DFL);
	sigset_t set, before, pending;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &before);
	process_watch_begin(&watch);
	kill(getpid(), SIGUSR1);
	process_watch_end(&watch);
	sigpending(&pending);
	assert_int_equal(sigismember(&pending, SIGUSR1), 1);
	signal(SIGUSR1, SIG_IGN);
	sigprocmask(SIG_SETMASK, &before, NULL);
	signal(SIGUSR1, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_is_told),
		cmocka_unit_test(child_leads_group_and_has_callers_mask),
		cmocka_unit_test(caller_is_as_before),
		cmocka_unit_test(blocked_signal_does_not_stay_behind),
		cmocka_unit_test(earlier_children_leave_no_zombie),
		cmocka_unit_test(what_a_child_leaves_is_waited_for),
		cmocka_unit_test(ignored_and_blocked_signals_stay_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
