/* SPDX-License-Identifier: MIT */
#include "doctor/child.h"

#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

static int say(void *data)
{
	return write(STDOUT_FILENO, data, strlen(data)) > 0 ? 0 : 1;
}

static int complain(void *data)
{
	return write(STDERR_FILENO, data, strlen(data)) > 0 ? 3 : 1;
}

static int die(void *data)
{
	(void)data;
	raise(SIGKILL);
	return 0;
}

static int read_input(void *data)
{
	char byte;
	(void)data;
	return read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 1;
}

static int never_end(void *data)
{
	(void)data;
	while (pause() < 0)
		;
	return 0;
}

/* Closes its outputs first, so that their end is not the process's. */
static int never_end_in_silence(void *data)
{
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	return never_end(data);
}

static int say_much(void *data)
{
	static const char line[1000];
	(void)data;
	for (int i = 0; i < 200; i++)
		if (write(STDOUT_FILENO, line, sizeof(line)) != sizeof(line))
			return 1;
	return 0;
}

static void run(struct child *children, size_t count, int milliseconds, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(children_run(children, count, milliseconds, arena, &err), 0);
}

static void each_tells_its_end(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	char hello[] = "hello", oops[] = "oops";
	struct child children[] = {
		{ .run = say, .data = hello },
		{ .run = complain, .data = oops },
		{ .run = die },
		{ .run = read_input },
		{ .run = say_much },
		{ .run = say, .data = oops },
	};
	run(children, COUNT(children), 60000, &arena);
	assert_true(child_succeeded(&children[0]));
	assert_string_equal(children[0].output, "hello");
	assert_false(child_succeeded(&children[1]));
	assert_int_equal(WEXITSTATUS(children[1].status), 3);
	assert_string_equal(children[1].output, "oops");
	assert_false(child_succeeded(&children[2]));
	assert_int_equal(WTERMSIG(children[2].status), SIGKILL);
	assert_true(child_succeeded(&children[3]));
	assert_true(child_succeeded(&children[4]));
	assert_string_equal(children[5].output, "oops");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void late_ones_are_killed(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child children[] = { { .run = never_end }, { .run = never_end_in_silence } };
	run(children, COUNT(children), 50, &arena);
	for (size_t i = 0; i < COUNT(children); i++) {
		assert_true(children[i].late);
		assert_false(child_succeeded(&children[i]));
	}
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* What the pipe's reader waits for: the end of all who have it open for writing. */
static int never_end_with_a_pipe(void *data)
{
	const int *end = data;
	if (write(*end, "", 1) != 1)
		return 1;
	return never_end(NULL);
}

static bool has_news(int fd)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 60000) == 1;
}

static void none_outlives_us(void **state)
{
	(void)state;
	int ends[2];
	char byte;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t doctor = fork();
	assert_true(doctor >= 0);
	if (!doctor) {
		CLEANUP_ARENA struct arena arena = { 0 };
		struct child child = { .run = never_end_with_a_pipe, .data = &ends[1] };
		run(&child, 1, 600000, &arena);
		_exit(0);
	}
	close(ends[1]);
	assert_true(has_news(ends[0]));
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(kill(doctor, SIGKILL), 0);
	assert_int_equal(waitpid(doctor, NULL, 0), doctor);
	assert_true(has_news(ends[0]));
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
}

static void none_at_all(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	run(NULL, 0, 1, &arena);
}

static void no_descriptor_stays(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	char hello[] = "hello";
	struct child children[] = { { .run = say, .data = hello } };
	CLEANUP_CLOSE int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
	run(children, 1, 60000, &arena);
	CLEANUP_CLOSE int after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(after, before + 1);
}

static void inherited_disposition_of_children_is_kept(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	char hello[] = "hello";
	struct child children[] = { { .run = say, .data = hello } };
	signal(SIGCHLD, SIG_IGN);
	run(children, 1, 60000, &arena);
	assert_true(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
	assert_true(child_succeeded(&children[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_tells_its_end),
		cmocka_unit_test(late_ones_are_killed),
		cmocka_unit_test(none_outlives_us),
		cmocka_unit_test(none_at_all),
		cmocka_unit_test(no_descriptor_stays),
		cmocka_unit_test(inherited_disposition_of_children_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
