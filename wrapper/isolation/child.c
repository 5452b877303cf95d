/* SPDX-License-Identifier: MIT */
#include "isolation/child.h"

#include "base/plugin_guard.h"
#include "base/sanitized.h"
#include "io/descriptors.h"
#include "isolation/process.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* What stands before every answer. */
struct head {
	char mark[16];
	uint64_t size;
};

static const char answer_mark[16] = "qw-child-answer";

enum {
	STATUS_REFUSED = 125,
	STATUS_CUT_OFF = 123,
	/* Milliseconds between looks for the end of a child: others may hold its pipe open, and one
	   that has closed it gives no other sign. */
	LONG_STEP = 50,
	SHORT_STEP = 2,
};

/* One that runs. */
struct asked {
	const struct child_limits *limits;
	pid_t pid;
	/** The pipe's end; -1 once it is at its end. */
	int input;
	int64_t deadline;
	/** What came, head included. */
	struct strbuf text;
};

/* What reads as empty. Without /dev/null a pipe's end does as well. */
static int open_null(void)
{
	int ends[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0)
		return null;
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	close(ends[1]);
	return ends[0];
}

/* The callers' descriptors may be a monitor's connection or a log: none of the child's business. */
static int keep_only(int answer, bool standard_error)
{
	if (answer != 3 && dup3(answer, 3, O_CLOEXEC) < 0)
		return -errno;
	/* Before anything is opened: there may be room for few. */
	descriptors_close(4, DESCRIPTOR_LAST);
	CLEANUP_CLOSE int null = open_null();
	if (null < 0)
		return null;
	for (int fd = STDIN_FILENO; fd <= (standard_error ? STDOUT_FILENO : STDERR_FILENO); fd++)
		if (dup2(null, fd) < 0)
			return -errno;
	return 3;
}

static void limit(int resource, size_t most)
{
	struct rlimit now;
	if (getrlimit(resource, &now))
		return;
	if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most)
		now = (struct rlimit){ most, most };
	else if (now.rlim_cur > now.rlim_max)
		now.rlim_cur = now.rlim_max;
	setrlimit(resource, &now);
}

static int write_all(int fd, const char *from, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t count = write(fd, from + done, size - done);
		if (count < 0 && errno != EINTR)
			return -errno;
		done += count > 0 ? (size_t)count : 0;
	}
	return 0;
}

/* What stands on the pipe's number may be something that was opened since: not to be written to. */
static int give_answer(int answer, const struct stat *pipe, const struct strbuf *text)
{
	struct stat now;
	if (fstat(answer, &now) || now.st_dev != pipe->st_dev || now.st_ino != pipe->st_ino)
		return -EBADF;
	struct head head = { .size = text->length };
	memcpy(head.mark, answer_mark, sizeof(head.mark));
	int status = write_all(answer, (const char *)&head, sizeof(head));
	return status || !text->length ? status : write_all(answer, text->text, text->length);
}

/* Never returns. _exit(): what the parent has buffered must not be written twice. */
static void become(child_function *run, void *data, const struct child_limits *limits, int answer)
{
	struct strbuf text = { 0 };
	struct stat pipe;
	plugin_guard_disarm();
	answer = keep_only(answer, limits->standard_error);
	if (answer < 0 || fstat(answer, &pipe))
		_exit(STATUS_REFUSED);
	/* Its core would lie in the caller's folder. */
	limit(RLIMIT_CORE, 0);
	/* Not RLIMIT_AS: runtimes such as Go's reserve far more addresses than they use. What
	 * AddressSanitizer reserves counts as data. */
	if (limits->memory && !SANITIZED_ADDRESS)
		limit(RLIMIT_DATA, limits->memory);
	pid_t own = getpid();
	int status = run(data, &text);
	/* One that was forked there comes back as well, and might be the first to answer. */
	if (getpid() != own)
		_exit(0);
	if (!status && (text.failed || give_answer(answer, &pipe, &text)))
		status = text.failed ? STATUS_REFUSED : STATUS_CUT_OFF;
	_exit(status);
}

static int begin(struct asked *asked, child_function *run, void *data,
		 const struct process_watch *watch, struct error *err)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		return error_set(err, errno, "can't make a pipe: %s", strerror(errno));
	asked->input = ends[0];
	CLEANUP_CLOSE int output = ends[1];
	if (fcntl(asked->input, F_SETFL, O_NONBLOCK))
		return error_set(err, errno, "can't read from a pipe: %s", strerror(errno));
	asked->pid = process_fork(watch);
	if (asked->pid < 0)
		return error_set(err, -asked->pid, "can't start a process: %s",
				 strerror(-asked->pid));
	if (!asked->pid)
		become(run, data, asked->limits, output);
	asked->deadline = process_now() + asked->limits->milliseconds;
	return 0;
}

static void close_input(struct asked *asked)
{
	cleanup_close_descriptor(&asked->input);
	asked->input = -1;
}

/* Takes what is there, up to a byte more than may come. */
static void collect(struct asked *asked)
{
	char bytes[4096];
	ssize_t got = 1;
	size_t most = asked->limits->answer + sizeof(struct head) + 1;
	while (asked->input >= 0 && got > 0 && asked->text.length < most) {
		size_t room = most - asked->text.length;
		got = read(asked->input, bytes, room < sizeof(bytes) ? room : sizeof(bytes));
		if (got > 0)
			strbuf_add(&asked->text, bytes, (size_t)got);
		else if (!got || (errno != EAGAIN && errno != EINTR))
			close_input(asked);
	}
}

/* What came so far: CHILD_ANSWERED, CHILD_TOO_MUCH and CHILD_GARBLED are final, whatever its
 * process does. CHILD_EXITED: that isn't all yet. */
static enum child_end judge(const struct asked *asked)
{
	struct head head;
	size_t length = asked->text.length, compared = sizeof(head.mark);
	if (length > asked->limits->answer + sizeof(head))
		return CHILD_TOO_MUCH;
	if (length && memcmp(asked->text.text, answer_mark, length < compared ? length : compared))
		return CHILD_GARBLED;
	if (length < sizeof(head))
		return CHILD_EXITED;
	memcpy(&head, asked->text.text, sizeof(head));
	if (head.size > asked->limits->answer)
		return CHILD_TOO_MUCH;
	if (length - sizeof(head) < head.size)
		return CHILD_EXITED;
	return length - sizeof(head) == head.size ? CHILD_ANSWERED : CHILD_GARBLED;
}

/* Until it has answered, ended or is late, which CHILD_LATE tells. -EINTR: a signal is going to end
 * us. */
static int wait_for_answer(struct asked *asked, int signals, enum child_end *ret_end)
{
	for (;;) {
		/* In this order: what an ended child wrote is all there. */
		bool ended = process_has_ended(asked->pid);
		int64_t left = asked->deadline - process_now();
		collect(asked);
		*ret_end = judge(asked);
		if (ended || *ret_end != CHILD_EXITED)
			return 0;
		*ret_end = CHILD_LATE;
		if (left <= 0)
			return 0;
		int step = asked->input < 0 ? SHORT_STEP : LONG_STEP;
		struct pollfd fds[] = { { .fd = signals, .events = POLLIN },
					{ .fd = asked->input, .events = POLLIN } };
		if (poll(fds, 2, left < step ? (int)left : step) > 0 && fds[0].revents)
			return -EINTR;
	}
}

static int tell(const struct asked *asked, enum child_end end, int status, struct arena *arena,
		struct child_result *ret_result, struct error *err)
{
	struct child_result result = { .end = end };
	if (asked->text.failed)
		return error_memory(err);
	if (end == CHILD_ANSWERED) {
		result.size = asked->text.length - sizeof(struct head);
		unsigned char *bytes = arena_alloc(arena, result.size + 1);
		if (!bytes)
			return error_memory(err);
		result.bytes = memcpy(bytes, asked->text.text + sizeof(struct head), result.size);
	} else if (end == CHILD_EXITED && WIFSIGNALED(status)) {
		result.end = CHILD_KILLED;
		result.number = WTERMSIG(status);
	} else if (end == CHILD_EXITED) {
		result.number = WEXITSTATUS(status);
		if (result.number == STATUS_CUT_OFF)
			result.end = CHILD_CUT_OFF;
	}
	*ret_result = result;
	return 0;
}

int child_run(child_function *run, void *data, const struct child_limits *limits,
	      struct arena *arena, struct child_result *ret_result, struct error *err)
{
	struct asked asked = { .limits = limits, .input = -1 };
	struct process_watch watch;
	enum child_end end;
	/* The child shares what its standard error is open on. */
	int flags = limits->standard_error ? fcntl(STDERR_FILENO, F_GETFL) : -1;
	process_watch_begin(&watch);
	int status = begin(&asked, run, data, &watch, err);
	if (!status) {
		int waited = wait_for_answer(&asked, watch.signals, &end);
		int ended = process_end(asked.pid);
		if (waited)
			status = error_set(err, -waited, "interrupted by a signal");
		else if (ended < 0)
			status = error_set(err, -ended, "process %d can't be stopped", asked.pid);
		else
			status = tell(&asked, end, ended, arena, ret_result, err);
	}
	if (flags >= 0)
		fcntl(STDERR_FILENO, F_SETFL, flags);
	cleanup_close_descriptor(&asked.input);
	strbuf_release(&asked.text);
	process_watch_end(&watch);
	return status;
}

const char *child_result_words(const struct child_result *result, const struct child_limits *limits,
			       struct arena *arena)
{
	int seconds = limits->milliseconds / 1000;
	switch (result->end) {
	case CHILD_ANSWERED:
		return "has answered";
	case CHILD_EXITED:
		return arena_printf(arena, "ended its process with status %d instead of returning",
				    result->number);
	case CHILD_KILLED:
		return arena_printf(arena, "was killed by signal %d (%s)", result->number,
				    strsignal(result->number));
	case CHILD_LATE:
		if (limits->milliseconds % 1000)
			return arena_printf(arena, "did not finish within %d ms and was stopped",
					    limits->milliseconds);
		return arena_printf(arena, "did not finish within %d s and was stopped", seconds);
	case CHILD_TOO_MUCH:
		return arena_printf(arena, "answered with more than %zu bytes and was stopped",
				    limits->answer);
	case CHILD_GARBLED:
		return "wrote into the descriptor that its answer goes through";
	case CHILD_CUT_OFF:
		return "closed the descriptor that its answer goes through";
	}
	return NULL;
}
