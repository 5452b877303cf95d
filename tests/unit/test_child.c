/* SPDX-License-Identifier: MIT */
#include "isolation/child.h"

#include "base/sanitized.h"
#include "unit.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct child_limits usual = { .milliseconds = 60000, .answer = 100000 };

/* How a function ends, in words; no child may be left. */
static const char *words(child_function *run, void *data, const struct child_limits *limits,
			 struct arena *arena, struct child_result *ret_result)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(child_run(run, data, limits, arena, ret_result, &err), 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	const char *text = child_result_words(ret_result, limits, arena);
	assert_non_null(text);
	return text;
}

static void expect(child_function *run, void *data, enum child_end end, const char *text)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { 0 };
	assert_string_equal(words(run, data, &usual, &arena, &result), text);
	assert_int_equal(result.end, end);
}

static int say_hello(void *data, struct strbuf *answer)
{
	(void)data;
	strbuf_add(answer, "hel\0lo", 6);
	return 0;
}

static int say_nothing(void *data, struct strbuf *answer)
{
	(void)data;
	(void)answer;
	return 0;
}

static int say_many(void *data, struct strbuf *answer)
{
	for (size_t i = 0; i < *(size_t *)data; i++)
		strbuf_addc(answer, (char)i);
	return 0;
}

static void answers_come_whole(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { 0 };
	words(say_hello, NULL, &usual, &arena, &result);
	assert_int_equal(result.end, CHILD_ANSWERED);
	assert_int_equal(result.size, 6);
	assert_memory_equal(result.bytes, "hel\0lo", 7);
	words(say_nothing, NULL, &usual, &arena, &result);
	assert_int_equal(result.end, CHILD_ANSWERED);
	assert_int_equal(result.size, 0);
	/* More than a pipe holds, and the most that is allowed. */
	size_t many = usual.answer;
	words(say_many, &many, &usual, &arena, &result);
	assert_int_equal(result.end, CHILD_ANSWERED);
	assert_int_equal(result.size, many);
	for (size_t i = 0; i < many; i++)
		assert_int_equal(result.bytes[i], i & 0xff);
	many++;
	expect(say_many, &many, CHILD_TOO_MUCH,
	       "answered with more than 100000 bytes and was stopped");
}

static int call_exit(void *data, struct strbuf *answer)
{
	strbuf_adds(answer, "half an answ");
	exit(*(int *)data);
}

static int call_quick_exit(void *data, struct strbuf *answer)
{
	(void)answer;
	_exit(*(int *)data);
}

static int return_status(void *data, struct strbuf *answer)
{
	strbuf_adds(answer, "dropped");
	return *(int *)data;
}

static int raise_signal(void *data, struct strbuf *answer)
{
	(void)answer;
	signal(*(int *)data, SIG_DFL);
	raise(*(int *)data);
	return 0;
}

static int stop_itself(void *data, struct strbuf *answer)
{
	(void)answer;
	alarm(0);
	kill(getpid(), *(int *)data);
	return 0;
}

static void other_ends_are_told(void **state)
{
	(void)state;
	int zero = 0, three = 3, segv = SIGSEGV, alrm = SIGALRM, term = SIGTERM, aborted = SIGABRT;
	expect(call_exit, &zero, CHILD_EXITED,
	       "ended its process with status 0 instead of returning");
	expect(call_quick_exit, &zero, CHILD_EXITED,
	       "ended its process with status 0 instead of returning");
	expect(call_quick_exit, &three, CHILD_EXITED,
	       "ended its process with status 3 instead of returning");
	expect(return_status, &three, CHILD_EXITED,
	       "ended its process with status 3 instead of returning");
	expect(raise_signal, &segv, CHILD_KILLED, "was killed by signal 11 (Segmentation fault)");
	expect(raise_signal, &aborted, CHILD_KILLED, "was killed by signal 6 (Aborted)");
	expect(raise_signal, &alrm, CHILD_KILLED, "was killed by signal 14 (Alarm clock)");
	expect(stop_itself, &term, CHILD_KILLED, "was killed by signal 15 (Terminated)");
}

static int loop(void *data, struct strbuf *answer)
{
	(void)data;
	(void)answer;
	for (volatile int i = 0;; i = i + 1)
		;
	return 0;
}

static int close_all_and_sleep(void *data, struct strbuf *answer)
{
	(void)data;
	(void)answer;
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
	while (pause() < 0)
		;
	return 0;
}

static int stop(void *data, struct strbuf *answer)
{
	(void)data;
	(void)answer;
	raise(SIGSTOP);
	return 0;
}

static void late_ones_are_stopped(void **state)
{
	(void)state;
	child_function *late[] = { loop, close_all_and_sleep, stop };
	struct child_limits short_limits = { .milliseconds = 50, .answer = 10 };
	for (size_t i = 0; i < COUNT(late); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		struct child_result result = { 0 };
		assert_string_equal(words(late[i], NULL, &short_limits, &arena, &result),
				    "did not finish within 50 ms and was stopped");
		assert_int_equal(result.end, CHILD_LATE);
	}
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { .end = CHILD_LATE };
	short_limits.milliseconds = 5000;
	assert_string_equal(child_result_words(&result, &short_limits, &arena),
			    "did not finish within 5 s and was stopped");
}

static int close_all(void *data, struct strbuf *answer)
{
	strbuf_adds(answer, "nobody gets this");
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
	/* What is opened now gets the pipe's number. */
	for (int i = 0; data && i < 8; i++)
		if (open(data, O_WRONLY) < 0)
			return 99;
	return 0;
}

static void closed_pipe_is_told(void **state)
{
	(void)state;
	char path[] = "/tmp/child-run-XXXXXX";
	struct stat st;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	const char *text = "closed the descriptor that its answer goes through";
	expect(close_all, NULL, CHILD_CUT_OFF, text);
	expect(close_all, path, CHILD_CUT_OFF, text);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 0);
	close(fd);
	unlink(path);
}

static int write_everywhere(void *data, struct strbuf *answer)
{
	strbuf_adds(answer, "answer");
	for (int fd = 0; fd < 1024; fd++)
		if (write(fd, data, strlen(data)) > 0 && fd > 3)
			return 1;
	return 0;
}

static void descriptors_of_others_are_out_of_reach(void **state)
{
	(void)state;
	int ends[2], far = 700;
	char byte, garbage[] = "garbage", like_head[] = "qw-child-answer",
		   much[] = "qw-child-answerrr";
	const char *text = "wrote into the descriptor that its answer goes through";
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(dup2(ends[1], far), far);
	expect(write_everywhere, garbage, CHILD_GARBLED, text);
	expect(write_everywhere, like_head, CHILD_GARBLED, text);
	expect(write_everywhere, much, CHILD_GARBLED, text);
	assert_int_equal(read(ends[0], &byte, 1), -1);
	close(far);
	close(ends[0]);
	close(ends[1]);
}

static int say_error(void *data, struct strbuf *answer)
{
	(void)answer;
	return write(STDERR_FILENO, data, strlen(data)) < 0;
}

static void standard_error_is_kept_if_wanted(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { 0 };
	struct child_limits limits = usual;
	int ends[2], saved = dup(STDERR_FILENO);
	char said[] = "said", bytes[16] = "";
	fflush(stderr);
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	words(say_error, said, &limits, &arena, &result);
	ssize_t silent = read(ends[0], bytes, sizeof(bytes));
	limits.standard_error = true;
	words(say_error, said, &limits, &arena, &result);
	ssize_t told = read(ends[0], bytes, sizeof(bytes));
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(silent, -1);
	assert_int_equal(told, 4);
	assert_string_equal(bytes, said);
}

static int allocate(void *data, struct strbuf *answer)
{
	size_t size = *(size_t *)data;
	char *volatile bytes = malloc(size);
	strbuf_adds(answer, bytes ? "got" : "refused");
	if (bytes)
		memset(bytes, 1, size);
	free(bytes);
	return 0;
}

static void memory_is_limited(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { 0 };
	struct child_limits limits = usual;
	size_t size = (size_t)64 << 20;
	if (SANITIZED_ADDRESS || getenv("QW_VALGRIND"))
		skip();
	words(allocate, &size, &limits, &arena, &result);
	assert_string_equal((const char *)result.bytes, "got");
	limits.memory = (size_t)32 << 20;
	words(allocate, &size, &limits, &arena, &result);
	assert_string_equal((const char *)result.bytes, "refused");
}

/* Has a descendant that holds everything open and outlives it. */
static int leave_descendant(void *data, struct strbuf *answer)
{
	pid_t pid = fork();
	if (!pid)
		while (pause() < 0)
			;
	strbuf_add(answer, (const char *)&pid, sizeof(pid));
	return data ? 1 : 0;
}

static void descendants_are_not_waited_for(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { 0 };
	pid_t left;
	/* With the time limit of a minute, this test would be seen to take long. */
	words(leave_descendant, NULL, &usual, &arena, &result);
	assert_int_equal(result.end, CHILD_ANSWERED);
	memcpy(&left, result.bytes, sizeof(left));
	/* It was killed with the group; who inherited it may still have to wait for it. */
	for (int i = 0; i < 6000 && !kill(left, 0); i++) {
		char path[64], status[512] = "";
		snprintf(path, sizeof(path), "/proc/%d/stat", (int)left);
		int fd = open(path, O_RDONLY);
		ssize_t got = fd < 0 ? 0 : read(fd, status, sizeof(status) - 1);
		close(fd);
		if (got <= 0 || strstr(status, ") Z "))
			return;
		poll(NULL, 0, 10);
	}
	assert_int_equal(kill(left, 0), -1);
}

static void *sleep_on(void *data)
{
	while (pause() < 0)
		;
	return data;
}

static int start_threads(void *data, struct strbuf *answer)
{
	pthread_t thread;
	(void)data;
	strbuf_adds(answer, "done");
	for (int i = 0; i < 3; i++)
		if (pthread_create(&thread, NULL, sleep_on, NULL))
			return 1;
	return 0;
}

static void threads_end_with_it(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { 0 };
	words(start_threads, NULL, &usual, &arena, &result);
	assert_int_equal(result.end, CHILD_ANSWERED);
}

/* The system call fails from now on, as in older kernels or where a container forbids it. */
static bool take_away(uint32_t number, uint32_t code)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | code),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { COUNT(filter), filter };
	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* What is open of the caller's. */
static int look_around(void *data, struct strbuf *answer)
{
	char byte;
	(void)data;
	for (int fd = 4; fd < 1000; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return 1;
	if (fcntl(70000, F_GETFD) >= 0)
		return 2;
	strbuf_adds(answer, "alone");
	return read(STDIN_FILENO, &byte, 1) ? 3 : 0;
}

/* In a process of its own: what is taken away never comes back. */
static void expect_alone_without(const uint32_t *numbers, size_t count, uint32_t code)
{
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		struct child_result result = { 0 };
		struct rlimit limit;
		getrlimit(RLIMIT_NOFILE, &limit);
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		/* Not all may have so many. */
		dup2(STDOUT_FILENO, 70000);
		dup2(STDOUT_FILENO, 900);
		limit.rlim_cur = 200;
		setrlimit(RLIMIT_NOFILE, &limit);
		for (size_t i = 0; i < count; i++)
			if (!take_away(numbers[i], code))
				_exit(100);
		if (child_run(look_around, NULL, &usual, &arena, &result, &err))
			_exit(101);
		_exit(result.end == CHILD_ANSWERED ? 0 : 50 + result.number);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void little_is_needed(void **state)
{
	(void)state;
	static const uint32_t close_range[] = { SYS_close_range };
	static const uint32_t signals[] = { SYS_signalfd4 };
	/* Neither /dev/null nor /proc. */
	static const uint32_t open[] = { SYS_openat };
	if (getenv("QW_VALGRIND"))
		skip();
	expect_alone_without(NULL, 0, 0);
	expect_alone_without(close_range, COUNT(close_range), ENOSYS);
	expect_alone_without(close_range, COUNT(close_range), EPERM);
	expect_alone_without(signals, COUNT(signals), ENOSYS);
	expect_alone_without(open, COUNT(open), ENOENT);
}

/* One that can't be killed any more, for its parent has no right to. */
static int become_another(void *data, struct strbuf *answer)
{
	pid_t own = getpid();
	(void)data;
	(void)answer;
	if (setresuid(0, 0, 0) || write(STDERR_FILENO, &own, sizeof(own)) != sizeof(own))
		return 1;
	while (pause() < 0)
		;
	return 0;
}

static void what_cannot_be_stopped_is_told(void **state)
{
	(void)state;
	int ends[2], status;
	pid_t left;
	if (geteuid() || getenv("QW_VALGRIND"))
		skip();
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	/* Inherits what is left. */
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		struct child_result result = { 0 };
		struct child_limits limits = { .milliseconds = 300, .standard_error = true };
		dup2(ends[1], STDERR_FILENO);
		if (setresuid(65534, 65534, 0))
			_exit(1);
		int run = child_run(become_another, NULL, &limits, &arena, &result, &err);
		_exit(run == -EBUSY && strstr(error_text(&err), "can't be stopped") ? 0 : 2);
	}
	close(ends[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(read(ends[0], &left, sizeof(left)), sizeof(left));
	assert_int_equal(kill(left, SIGKILL), 0);
	assert_int_equal(waitpid(left, &status, 0), left);
	assert_true(WIFSIGNALED(status));
	close(ends[0]);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

static void no_descriptor_stays(void **state)
{
	(void)state;
	int zero = 0;
	int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
	expect(say_nothing, NULL, CHILD_ANSWERED, "has answered");
	expect(call_exit, &zero, CHILD_EXITED,
	       "ended its process with status 0 instead of returning");
	int after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(after, before + 1);
	close(before);
	close(after);
}

static int wait_with_pipe(void *data, struct strbuf *answer)
{
	const int *end = data;
	(void)answer;
	/* All but 0 to 3 are closed here, so the pipe stands where standard error was. */
	if (write(STDERR_FILENO, "", 1) != 1 || *end < 0)
		return 1;
	while (pause() < 0)
		;
	return 0;
}

/* Starts a child that never ends, waits until it runs, sends a signal to its parent, and sees that
 * both are gone. */
static void none_outlives_signal(int number)
{
	int ends[2], status;
	char byte;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t parent = fork();
	assert_true(parent >= 0);
	if (!parent) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		struct child_result result;
		struct child_limits limits = usual;
		limits.standard_error = true;
		dup2(ends[1], STDERR_FILENO);
		child_run(wait_with_pipe, &ends[1], &limits, &arena, &result, &err);
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(kill(parent, number), 0);
	assert_int_equal(waitpid(parent, &status, 0), parent);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), number);
	struct pollfd news = { .fd = ends[0], .events = POLLIN };
	assert_int_equal(poll(&news, 1, 60000), 1);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
}

static void none_outlives_us(void **state)
{
	(void)state;
	static const int signals[] = { SIGTERM, SIGINT,  SIGHUP,  SIGALRM,
				       SIGUSR1, SIGPROF, SIGXCPU, SIGKILL };
	for (size_t i = 0; i < COUNT(signals); i++)
		none_outlives_signal(signals[i]);
}

static void on_alarm(int number)
{
	(void)number;
}

/* A handler of the caller's: there are none in the wrapper, but calls must not be cut short. */
static void interruptions_do_no_harm(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_result result = { 0 };
	struct sigaction action = { .sa_handler = on_alarm }, before;
	struct child_limits limits = { .milliseconds = 100, .answer = 10 };
	sigaction(SIGVTALRM, &action, &before);
	pid_t pest = fork();
	if (!pest)
		for (;;) {
			kill(getppid(), SIGVTALRM);
			poll(NULL, 0, 1);
		}
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(child_run(loop, NULL, &limits, &arena, &result, &err), 0);
	assert_int_equal(result.end, CHILD_LATE);
	assert_int_equal(child_run(say_hello, NULL, &usual, &arena, &result, &err), 0);
	assert_int_equal(result.end, CHILD_ANSWERED);
	kill(pest, SIGKILL);
	assert_int_equal(waitpid(pest, NULL, 0), pest);
	sigaction(SIGVTALRM, &before, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_come_whole),
		cmocka_unit_test(other_ends_are_told),
		cmocka_unit_test(late_ones_are_stopped),
		cmocka_unit_test(closed_pipe_is_told),
		cmocka_unit_test(descriptors_of_others_are_out_of_reach),
		cmocka_unit_test(standard_error_is_kept_if_wanted),
		cmocka_unit_test(memory_is_limited),
		cmocka_unit_test(descendants_are_not_waited_for),
		cmocka_unit_test(threads_end_with_it),
		cmocka_unit_test(little_is_needed),
		cmocka_unit_test(what_cannot_be_stopped_is_told),
		cmocka_unit_test(no_descriptor_stays),
		cmocka_unit_test(none_outlives_us),
		cmocka_unit_test(interruptions_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
