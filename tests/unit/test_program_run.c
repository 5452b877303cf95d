/* SPDX-License-Identifier: MIT */
#include "isolation/program_run.h"

#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* What a shell runs. */
struct script {
	const char *words[4];
	struct program_run run;
};

static void run(struct script *scripts, size_t count, int milliseconds, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct program_run *runs = arena_array(arena, count + 1, sizeof(*runs));
	assert_non_null(runs);
	for (size_t i = 0; i < count; i++)
		runs[i].words = scripts[i].words;
	assert_int_equal(program_run_all(runs, count, milliseconds, arena, &err), 0);
	for (size_t i = 0; i < count; i++)
		scripts[i].run = runs[i];
}

#define SCRIPT(text)                               \
	{                                          \
		.words = { "/bin/sh", "-c", text } \
	}

static void each_tells_its_end(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct script scripts[] = {
		SCRIPT("printf hello"),         SCRIPT("printf oops >&2; exit 3"),
		SCRIPT("kill -9 $$"),           SCRIPT("! read nothing"),
		SCRIPT("yes | head -c 200000"), { .words = { "/nonexistent/program" } },
		SCRIPT("printf oops"),
	};
	run(scripts, COUNT(scripts), 60000, &arena);
	assert_true(program_run_succeeded(&scripts[0].run));
	assert_string_equal(scripts[0].run.output, "hello");
	assert_false(program_run_succeeded(&scripts[1].run));
	assert_int_equal(WEXITSTATUS(scripts[1].run.status), 3);
	assert_string_equal(scripts[1].run.output, "oops");
	assert_false(program_run_succeeded(&scripts[2].run));
	assert_int_equal(WTERMSIG(scripts[2].run.status), SIGKILL);
	assert_true(program_run_succeeded(&scripts[3].run));
	assert_true(program_run_succeeded(&scripts[4].run));
	assert_int_equal(strlen(scripts[4].run.output), PROGRAM_OUTPUT_LIMIT);
	assert_false(program_run_succeeded(&scripts[5].run));
	assert_int_equal(WEXITSTATUS(scripts[5].run.status), PROGRAM_NOT_EXECUTED);
	assert_string_equal(scripts[6].run.output, "oops");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void late_ones_are_killed(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct script scripts[] = {
		SCRIPT("exec sleep 1000"),
		/* The end of its outputs is not its own. */
		SCRIPT("exec >&- 2>&-; exec sleep 1000"),
	};
	run(scripts, COUNT(scripts), 50, &arena);
	for (size_t i = 0; i < COUNT(scripts); i++) {
		assert_true(scripts[i].run.late);
		assert_false(program_run_succeeded(&scripts[i].run));
	}
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static bool has_news(int fd)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 60000) == 1;
}

/* What the pipe's reader waits for: the end of all who have it open for writing. */
static void none_outlives_us(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	char folder[] = "/tmp/qemu-wrapper-unit-XXXXXX", byte;
	assert_non_null(mkdtemp(folder));
	const char *path = arena_printf(&arena, "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	CLEANUP_CLOSE int pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(pipe >= 0);
	struct script script =
		SCRIPT(arena_printf(&arena, "exec 3>%s; printf x >&3; exec sleep 1000", path));
	pid_t doctor = fork();
	assert_true(doctor >= 0);
	if (!doctor) {
		run(&script, 1, 600000, &arena);
		_exit(0);
	}
	assert_true(has_news(pipe));
	assert_int_equal(read(pipe, &byte, 1), 1);
	assert_int_equal(kill(doctor, SIGKILL), 0);
	assert_int_equal(waitpid(doctor, NULL, 0), doctor);
	assert_true(has_news(pipe));
	assert_int_equal(read(pipe, &byte, 1), 0);
	assert_int_equal(unlink(path) | rmdir(folder), 0);
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
	struct script scripts[] = { SCRIPT("printf hello") };
	CLEANUP_CLOSE int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
	run(scripts, 1, 60000, &arena);
	CLEANUP_CLOSE int after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(after, before + 1);
}

static void inherited_disposition_of_children_is_kept(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct script scripts[] = { SCRIPT("printf hello") };
	signal(SIGCHLD, SIG_IGN);
	run(scripts, 1, 60000, &arena);
	assert_true(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
	assert_true(program_run_succeeded(&scripts[0].run));
}

static void the_callers_descriptors_are_not_handed_on(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_CLOSE int fd = fcntl(STDERR_FILENO, F_DUPFD, 17);
	struct script scripts[] = { SCRIPT("ls /proc/self/fd | tr '\\n' ' '") };
	char ours[32];
	assert_true(fd >= 17);
	snprintf(ours, sizeof(ours), " %d ", fd);
	run(scripts, 1, 60000, &arena);
	assert_true(program_run_succeeded(&scripts[0].run));
	assert_non_null(strstr(scripts[0].run.output, "0 1 2 "));
	assert_null(strstr(scripts[0].run.output, ours));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_tells_its_end),
		cmocka_unit_test(late_ones_are_killed),
		cmocka_unit_test(none_outlives_us),
		cmocka_unit_test(none_at_all),
		cmocka_unit_test(no_descriptor_stays),
		cmocka_unit_test(the_callers_descriptors_are_not_handed_on),
		cmocka_unit_test(inherited_disposition_of_children_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
