/* SPDX-License-Identifier: MIT */
#include "launch/process_state.h"

#include "child.h"

#include <sys/stat.h>

struct situation {
	/** What is true before the state is saved; what a plugin does; how it should be afterwards.
	 */
	void (*before)(void);
	void (*change)(void);
	bool (*is_right)(void);
	/** Part of the one warning; NULL: there is none. */
	const char *warning;
};

enum { FINE, NOT_SET_BACK, NO_WARNING, OTHER_WARNING, TOO_MUCH, AGAIN };

static void nothing(void)
{
}

static void signal_mask(int how, int number)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(how, &set, NULL);
}

static double alarm_left(void)
{
	struct itimerval timer;
	getitimer(ITIMER_REAL, &timer);
	return (double)timer.it_value.tv_sec + (double)timer.it_value.tv_usec / 1e6;
}

static void go_to_tmp(void)
{
	(void)!chdir("/tmp");
}

static void go_to_root(void)
{
	(void)!chdir("/");
}

static bool is_in_tmp(void)
{
	char *folder = getcwd(NULL, 0);
	bool right = folder && !strcmp(folder, "/tmp");
	free(folder);
	return right;
}

/* It has no name any more. */
static void go_to_a_deleted_folder(void)
{
	char folder[] = "/tmp/process-state-XXXXXX";
	if (mkdtemp(folder) && !chdir(folder))
		rmdir(folder);
}

static bool is_nowhere(void)
{
	char *folder = getcwd(NULL, 0);
	bool right = !folder;
	free(folder);
	return right;
}

static void umask_27(void)
{
	umask(027);
}

static void umask_0(void)
{
	umask(0);
}

static bool is_umask_27(void)
{
	return umask(0) == 027;
}

static void block_usr1(void)
{
	signal_mask(SIG_BLOCK, SIGUSR1);
}

static void unblock_usr1(void)
{
	signal_mask(SIG_UNBLOCK, SIGUSR1);
}

static bool blocks_usr1(void)
{
	sigset_t set;
	sigprocmask(SIG_SETMASK, NULL, &set);
	return sigismember(&set, SIGUSR1);
}

static bool lets_usr1_through(void)
{
	return !blocks_usr1();
}

static void ignore_hup(void)
{
	signal(SIGHUP, SIG_IGN);
}

static void default_hup(void)
{
	signal(SIGHUP, SIG_DFL);
}

static void ignore_last(void)
{
	signal(SIGRTMAX, SIG_IGN);
}

static bool ignores_hup(void)
{
	struct sigaction action;
	return !sigaction(SIGHUP, NULL, &action) && action.sa_handler == SIG_IGN;
}

static bool ignores_nothing(void)
{
	struct sigaction action;
	return !ignores_hup() && !sigaction(SIGRTMAX, NULL, &action) &&
	       action.sa_handler != SIG_IGN;
}

static void alarm_500(void)
{
	alarm(500);
}

static void alarm_100(void)
{
	alarm(100);
}

static void alarm_off(void)
{
	alarm(0);
}

static bool is_alarm_500(void)
{
	return alarm_left() > 400 && alarm_left() <= 500;
}

static bool is_alarm_off(void)
{
	return alarm_left() == 0;
}

/* One that nobody uses, and one so high that it isn't looked for. */
enum { LEAK = 50, FAR = 200, MANY = 150 };

static void leak(void)
{
	dup2(STDIN_FILENO, LEAK);
}

static bool keeps_leak(void)
{
	return fcntl(LEAK, F_GETFD) == 0;
}

static bool closes_leak(void)
{
	return fcntl(LEAK, F_GETFD) == FD_CLOEXEC;
}

static int restore(const struct process_state *state, struct notes *notes, struct arena *arena)
{
	struct slots none = { 0 };
	process_state_restore(state, &none, notes, arena);
	return (int)notes->list.count;
}

static int play(const void *argument)
{
	const struct situation *it = argument;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct process_state state;
	struct notes notes = { 0 };
	it->before();
	process_state_save(&state);
	it->change();
	int count = restore(&state, &notes, &arena), result = FINE;
	if (count != (it->warning ? 1 : 0))
		result = count ? TOO_MUCH : NO_WARNING;
	else if (count && !strstr(notes.list.items[0].text, it->warning))
		result = OTHER_WARNING;
	else if (restore(&state, &notes, &arena) != count)
		result = AGAIN;
	else if (!it->is_right())
		result = NOT_SET_BACK;
	free(notes.list.items);
	process_state_release(&state);
	return result;
}

static void what_differs_is_set_back(void **state)
{
	(void)state;
	child_is_not_for_valgrind();
	static const struct situation rows[] = {
		{ go_to_tmp, go_to_root, is_in_tmp, "the working directory; it was set back" },
		{ umask_27, umask_0, is_umask_27, "umask" },
		{ block_usr1, unblock_usr1, blocks_usr1, "signals" },
		{ nothing, block_usr1, lets_usr1_through, "signals" },
		{ ignore_hup, default_hup, ignores_hup, "stopped ignoring signal 1 " },
		{ nothing, ignore_hup, ignores_nothing, "ignored signal 1 " },
		{ nothing, ignore_last, ignores_nothing, "ignored signal 64 " },
		{ alarm_500, alarm_100, is_alarm_500, "alarm" },
		{ alarm_500, alarm_off, is_alarm_500, "alarm" },
		{ nothing, alarm_500, is_alarm_off, "alarm" },
		{ nothing, leak, closes_leak, "descriptor 50 open" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child;
		child_run(&child, play, &rows[i]);
		if (child.status != FINE)
			fail_msg("row %zu: %d", i, child.status);
	}
}

static void what_does_not_differ_stays(void **state)
{
	(void)state;
	static const struct situation rows[] = {
		{ go_to_tmp, nothing, is_in_tmp, NULL },
		{ go_to_a_deleted_folder, nothing, is_nowhere, NULL },
		{ go_to_tmp, go_to_tmp, is_in_tmp, NULL },
		{ umask_27, nothing, is_umask_27, NULL },
		{ block_usr1, nothing, blocks_usr1, NULL },
		{ ignore_hup, nothing, ignores_hup, NULL },
		{ alarm_500, nothing, is_alarm_500, NULL },
		{ leak, nothing, keeps_leak, NULL },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child;
		child_run(&child, play, &rows[i]);
		if (child.status != FINE)
			fail_msg("row %zu: %d", i, child.status);
	}
}

static int keep_slot(const void *argument)
{
	(void)argument;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_PROCESS_STATE struct process_state state;
	struct slots slots = { 0 };
	struct notes notes = { 0 };
	process_state_save(&state);
	struct slot *slot = VECTOR_ADD(&slots.list);
	leak();
	*slot = (struct slot){ "a", "a file", LEAK, true };
	process_state_restore(&state, &slots, &notes, &arena);
	bool right = keeps_leak() && !notes.list.count;
	slots_release(&slots);
	return right ? FINE : NOT_SET_BACK;
}

static void slots_stay_open(void **state)
{
	(void)state;
	struct child child;
	child_run(&child, keep_slot, NULL);
	assert_int_equal(child.status, FINE);
}

/* What lies far above the others may be anybody's, however many a plugin leaves open. */
static int leak_many(const void *argument)
{
	(void)argument;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_PROCESS_STATE struct process_state state;
	struct notes notes = { 0 };
	dup2(STDIN_FILENO, FAR);
	process_state_save(&state);
	for (int i = 0; i < MANY; i++)
		(void)!dup(STDIN_FILENO);
	int count = restore(&state, &notes, &arena);
	free(notes.list.items);
	return count > 10 && fcntl(FAR, F_GETFD) == 0 ? FINE : TOO_MUCH;
}

static void descriptors_far_away_stay_as_they_are(void **state)
{
	(void)state;
	struct child child;
	child_run(&child, leak_many, NULL);
	assert_int_equal(child.status, FINE);
}

static int never_saved(const void *argument)
{
	(void)argument;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_PROCESS_STATE struct process_state state = { 0 };
	struct notes notes = { 0 };
	umask(027);
	leak();
	int count = restore(&state, &notes, &arena);
	return !count && keeps_leak() && is_umask_27() ? FINE : NOT_SET_BACK;
}

static void an_empty_state_restores_nothing(void **state)
{
	(void)state;
	struct child child;
	child_run(&child, never_saved, NULL);
	assert_int_equal(child.status, FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_differs_is_set_back),
		cmocka_unit_test(what_does_not_differ_stays),
		cmocka_unit_test(slots_stay_open),
		cmocka_unit_test(descriptors_far_away_stay_as_they_are),
		cmocka_unit_test(an_empty_state_restores_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
