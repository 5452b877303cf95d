/* SPDX-License-Identifier: MIT */
#include "inspect/side_effects.h"

#include "child.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

static void nothing(void)
{
}

static void go_to_root(void)
{
	(void)!chdir("/");
}

static void change_umask(void)
{
	umask(umask(0) ^ 027);
}

static void set_alarm(void)
{
	alarm(1000);
}

static void ignore_hup(void)
{
	signal(SIGHUP, SIG_IGN);
}

static void block_usr1(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void handle(int number)
{
	(void)number;
}

static void handle_usr2(void)
{
	signal(SIGUSR2, handle);
}

static void open_for_qemu(void)
{
	(void)!dup(STDIN_FILENO);
}

static void open_for_us(void)
{
	(void)!fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
}

static void close_input(void)
{
	close(STDIN_FILENO);
}

static void lower_limit(void)
{
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 99;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void be_nice(void)
{
	setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 1);
}

static void *wait_for_ever(void *data)
{
	for (;;)
		pause();
	return data;
}

static void start_thread(void)
{
	pthread_t thread;
	(void)!pthread_create(&thread, NULL, wait_for_ever, NULL);
}

static void set_variable(void)
{
	setenv("QW_TEST_SIDE_EFFECT", "1", 1);
}

static void print(void)
{
	printf("a\nb");
}

static void print_to_error(void)
{
	fputs("a\n", stderr);
}

struct row {
	void (*change)(void);
	/** FAULT_COUNT: nothing is told. */
	enum fault fault;
	/** Only told at the end. */
	bool late;
};

static const struct row rows[] = {
	{ nothing, FAULT_COUNT, false },        { go_to_root, FAULT_FOLDER, false },
	{ change_umask, FAULT_UMASK, false },   { set_alarm, FAULT_TIMER, false },
	{ ignore_hup, FAULT_IGNORED, false },   { block_usr1, FAULT_BLOCKED, false },
	{ handle_usr2, FAULT_HANDLER, false },  { open_for_qemu, FAULT_INHERITED, false },
	{ open_for_us, FAULT_LEFT_OPEN, true }, { close_input, FAULT_CLOSED, false },
	{ lower_limit, FAULT_LIMIT, false },    { be_nice, FAULT_PRIORITY, false },
	{ start_thread, FAULT_THREAD, true },   { set_variable, FAULT_ENVIRONMENT, false },
	{ print, FAULT_OUTPUT, false },         { print_to_error, FAULT_OUTPUT, false },
};

struct told {
	struct fault_record first;
	int count;
};

static void hear(void *data, const struct fault_record *record)
{
	struct told *told = data;
	if (!told->count++)
		told->first = *record;
}

enum { FINE, NOT_TOLD, TOO_EARLY, OTHER, TWICE };

/* What a row does is told at the first look (or the end), and once. */
static int play(const void *argument)
{
	const struct row *row = argument;
	struct slots none = { 0 };
	struct told told = { 0 };
	struct side_effects effects;
	(void)!chdir("/tmp");
	side_effects_begin(&effects, hear, &told);
	row->change();
	side_effects_look(&effects, &none);
	if (row->late && told.count)
		return TOO_EARLY;
	/* What is left open for QEMU is still open, too. */
	int seen = told.count;
	side_effects_look(&effects, &none);
	if (told.count != seen)
		return TWICE;
	bool silent = row->fault == FAULT_COUNT;
	if (!row->late && seen != !silent)
		return seen ? TWICE : NOT_TOLD;
	side_effects_end(&effects);
	if (!told.count)
		return silent ? FINE : NOT_TOLD;
	return silent || told.first.fault != row->fault ? OTHER : FINE;
}

static void each_is_told(void **state)
{
	(void)state;
	child_is_not_for_valgrind();
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child;
		child_run(&child, play, &rows[i]);
		if (child.status != FINE)
			fail_msg("row %zu: %d", i, child.status);
		assert_string_equal(child.text, "");
	}
}

static int print_line(const void *argument)
{
	(void)argument;
	struct slots none = { 0 };
	struct told told = { 0 };
	struct side_effects effects;
	side_effects_begin(&effects, hear, &told);
	print();
	side_effects_look(&effects, &none);
	if (strcmp(told.first.detail, "a") != 0)
		return OTHER;
	fputs("\x1b[31mz", stderr);
	told.count = 0;
	side_effects_look(&effects, &none);
	side_effects_end(&effects);
	if (strcmp(told.first.detail, "\\x1b[31mz") != 0)
		return OTHER;
	return told.count == 1 ? FINE : NOT_TOLD;
}

static void the_first_line_that_was_printed_is_told(void **state)
{
	(void)state;
	struct child child;
	child_run(&child, print_line, NULL);
	assert_int_equal(child.status, FINE);
}

static int fill_slot(const void *argument)
{
	(void)argument;
	static const struct command none = { 0 };
	struct slots slots = { 0 };
	struct error err = { 0 };
	struct told told = { 0 };
	struct side_effects effects;
	side_effects_begin(&effects, hear, &told);
	slots_reserve(&slots, &none, "a", "a file", &err);
	side_effects_look(&effects, &slots);
	slots_release(&slots);
	side_effects_end(&effects);
	return told.count ? OTHER : FINE;
}

static void slots_are_meant_to_be_open(void **state)
{
	(void)state;
	struct child child;
	child_run(&child, fill_slot, NULL);
	assert_int_equal(child.status, FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_told),
		cmocka_unit_test(the_first_line_that_was_printed_is_told),
		cmocka_unit_test(slots_are_meant_to_be_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
