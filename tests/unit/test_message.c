/* SPDX-License-Identifier: MIT */
#include "base/message.h"

#include "base/cleanup.h"
#include "text/utf8.h"
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* What message_print() writes to standard error, in `buffer`. */
static void capture(const char *text, char *buffer, size_t size)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	CLEANUP_CLOSE int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	assert_true(saved >= 0);
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	message_print(text);
	assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	/* Written whole in one write: one read gets all of it. */
	ssize_t length = read(ends[0], buffer, size - 1);
	close(ends[0]);
	assert_true(length >= 0);
	buffer[length] = '\0';
}

static void control_characters_are_made_visible(void **state)
{
	(void)state;
	static const struct {
		const char *text, *written;
	} cases[] = {
		{ "plain", "qemu-wrapper: plain\n" },
		{ "", "qemu-wrapper: \n" },
		{ "two\nlines\tand a tab", "qemu-wrapper: two\n    lines and a tab\n" },
		{ "\x1b[31mred", "qemu-wrapper: \\x1b[31mred\n" },
		{ "back\b\r\x01\x7f", "qemu-wrapper: back\\x08\\x0d\\x01\\x7f\n" },
		{ "K\xc3\xb6ln \xff", "qemu-wrapper: K\xc3\xb6ln \\xff\n" },
		/* Controls of Unicode: CSI, and what turns the direction of writing. */
		{ "\xc2\x9b[31m \xe2\x80\xae", "qemu-wrapper: \\xc2\\x9b[31m \\xe2\\x80\\xae\n" },
		{ "100%s %n", "qemu-wrapper: 100%s %n\n" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buffer[256];
		capture(cases[i].text, buffer, sizeof(buffer));
		assert_string_equal(buffer, cases[i].written);
	}
}

static void long_texts_lose_their_middle(void **state)
{
	(void)state;
	char text[3000], buffer[3000];
	memset(text, 'm', sizeof(text));
	memcpy(text, "begin", 5);
	memcpy(text + sizeof(text) - 4, "end", 4);
	capture(text, buffer, sizeof(buffer));
	size_t length = strlen(buffer);
	/* libvirt shows the last 1024 bytes. */
	assert_in_range(length, 900, 1000);
	assert_memory_equal(buffer, "qemu-wrapper: beginmm", 21);
	assert_non_null(strstr(buffer, "m ... m"));
	assert_string_equal(buffer + length - 5, "mend\n");
}

static void no_character_is_cut_in_two(void **state)
{
	(void)state;
	/* One of the places of the cut is inside a character, whatever the offset. */
	for (size_t offset = 0; offset < 4; offset++) {
		char text[4003] = "", buffer[3000];
		memset(text, 'a', offset);
		for (size_t i = offset; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x90\xa7", 4);
		capture(text, buffer, sizeof(buffer));
		assert_in_range(strlen(buffer), 900, 1000);
		assert_true(utf8_is_valid(buffer));
	}
}

static int broken_pipe(void)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	close(ends[0]);
	return ends[1];
}

static bool is_pending(int number)
{
	sigset_t pending;
	assert_int_equal(sigpending(&pending), 0);
	return sigismember(&pending, number);
}

static void a_closed_pipe_leaves_no_trace(void **state)
{
	(void)state;
	sigset_t before, after;
	assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &before), 0);
	CLEANUP_CLOSE int fd = broken_pipe();
	assert_int_equal(message_write(fd, "lost", 4), -EPIPE);
	assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &after), 0);
	for (int number = 1; number < NSIG; number++)
		assert_int_equal(sigismember(&after, number), sigismember(&before, number));
	assert_false(is_pending(SIGPIPE));
	assert_int_equal(message_write(-1, "nowhere", 7), -EBADF);
}

static void a_pending_signal_stays_pending(void **state)
{
	(void)state;
	sigset_t only;
	sigemptyset(&only);
	sigaddset(&only, SIGPIPE);
	assert_int_equal(sigprocmask(SIG_BLOCK, &only, NULL), 0);
	assert_int_equal(raise(SIGPIPE), 0);
	CLEANUP_CLOSE int fd = broken_pipe();
	assert_int_equal(message_write(fd, "lost", 4), -EPIPE);
	assert_true(is_pending(SIGPIPE));
	assert_int_equal(sigtimedwait(&only, NULL, &(struct timespec){ 0 }), SIGPIPE);
	assert_int_equal(sigprocmask(SIG_UNBLOCK, &only, NULL), 0);
}

/* Reads until all who write have closed; how much it was, in its status: 0 if that is `length`. */
static pid_t start_reader(const int ends[2], size_t length)
{
	pid_t pid = fork();
	if (pid)
		return pid;
	char bytes[4096];
	ssize_t count;
	close(ends[1]);
	while ((count = read(ends[0], bytes, sizeof(bytes))) > 0)
		length -= (size_t)count;
	_exit(length != 0);
}

static void a_full_pipe_that_does_not_wait_is_waited_for(void **state)
{
	(void)state;
	static char filled[1 << 20], text[1 << 20];
	int ends[2], status;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	ssize_t before = write(ends[1], filled, sizeof(filled));
	assert_in_range(before, 1, sizeof(filled) - 1);
	pid_t pid = start_reader(ends, (size_t)before + sizeof(text));
	assert_true(pid > 0);
	close(ends[0]);
	assert_int_equal(message_write(ends[1], text, sizeof(text)), 0);
	close(ends[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void a_pipe_that_nobody_reads_ends_the_wait(void **state)
{
	(void)state;
	static char filled[1 << 20];
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(message_write(ends[1], filled, sizeof(filled)), -EAGAIN);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_are_made_visible),
		cmocka_unit_test(long_texts_lose_their_middle),
		cmocka_unit_test(no_character_is_cut_in_two),
		cmocka_unit_test(a_closed_pipe_leaves_no_trace),
		cmocka_unit_test(a_pending_signal_stays_pending),
		cmocka_unit_test(a_full_pipe_that_does_not_wait_is_waited_for),
		cmocka_unit_test(a_pipe_that_nobody_reads_ends_the_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
