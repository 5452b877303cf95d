/* SPDX-License-Identifier: MIT */
#include "isolation/program_run.h"

#include "base/strbuf.h"
#include "base/trusted_file.h"
#include "io/descriptors.h"
#include "isolation/process.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { AT_A_TIME = 4 };

/* One that is running; pid 0: the place is free. */
struct running {
	struct program_run *run;
	pid_t pid;
	/** -1: it has closed its outputs, and only its end is waited for. */
	int output;
	int64_t deadline;
	struct strbuf text;
};

struct batch {
	struct running places[AT_A_TIME];
	struct process_watch watch;
};

/* Never returns. _exit(): what the parent has buffered must not be written twice. */
static void become(const char *const *words, int output)
{
	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (input < 0 || dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0)
		_exit(125);
	/* What the caller has opened for QEMU is none of its business. */
	descriptors_close(STDERR_FILENO + 1, DESCRIPTOR_LAST);
	/* execve() wants what it promises not to change without const. */
	execv(*words, (char *const *)(uintptr_t)words);
	_exit(PROGRAM_NOT_EXECUTED);
}

static int begin(struct running *running, struct program_run *run, int milliseconds,
		 const struct process_watch *watch, struct error *err)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		return error_set(err, errno, "can't make a pipe: %s", strerror(errno));
	CLEANUP_CLOSE int input = ends[0];
	CLEANUP_CLOSE int output = ends[1];
	/* Only the parent's end: the child's is the standard output of whatever it runs. */
	if (fcntl(input, F_SETFL, O_NONBLOCK))
		return error_set(err, errno, "can't read from a pipe: %s", strerror(errno));
	pid_t pid = process_fork(watch);
	if (pid < 0)
		return error_set(err, -pid, "can't start a process: %s", strerror(-pid));
	if (!pid)
		become(run->words, output);
	*running = (struct running){ run, pid, input, process_now() + milliseconds, { 0 } };
	input = -1;
	return 0;
}

static int finish(struct running *running, struct arena *arena)
{
	struct program_run *run = running->run;
	run->status = process_end(running->pid);
	cleanup_close_descriptor(&running->output);
	run->output = running->text.length ? strbuf_finish(&running->text, arena) : "";
	strbuf_release(&running->text);
	*running = (struct running){ 0 };
	return run->output ? 0 : -ENOMEM;
}

/* What is too much is read all the same, so that nobody waits. */
static void collect(struct running *running)
{
	char bytes[4096];
	ssize_t got;
	while ((got = read(running->output, bytes, sizeof(bytes))) > 0) {
		size_t room = PROGRAM_OUTPUT_LIMIT - running->text.length;
		strbuf_add(&running->text, bytes, (size_t)got < room ? (size_t)got : room);
		if (process_now() >= running->deadline)
			return;
	}
	if (!got || (errno != EAGAIN && errno != EINTR)) {
		close(running->output);
		running->output = -1;
	}
}

/* Waits until one of them prints, ends or is late. The end of one that has closed its outputs is
 * news that poll(2) can't tell. True: a signal is going to end us. */
static bool wait_for_news(const struct batch *batch)
{
	const struct running *places = batch->places;
	struct pollfd fds[AT_A_TIME + 1] = { { .fd = batch->watch.signals, .events = POLLIN } };
	nfds_t count = 1;
	int64_t time = process_now(), first = INT64_MAX;
	for (size_t i = 0; i < AT_A_TIME; i++) {
		if (!places[i].pid)
			continue;
		int64_t wake = places[i].output < 0 ? time + 5 : places[i].deadline;
		first = wake < first ? wake : first;
		fds[count++] = (struct pollfd){ .fd = places[i].output, .events = POLLIN };
	}
	if (count > 1)
		poll(fds, count, first > time ? (int)(first - time) : 0);
	return fds[0].revents;
}

static bool has_ended(struct running *running)
{
	if (running->output >= 0)
		collect(running);
	return running->output < 0 && process_has_ended(running->pid);
}

/* The places of those that have ended are free again; `ret_any`: some still run. */
static int reap(struct running *places, struct arena *arena, bool *ret_any)
{
	int status = 0;
	*ret_any = false;
	for (size_t i = 0; i < AT_A_TIME; i++) {
		struct running *running = &places[i];
		if (!running->pid)
			continue;
		bool ended = has_ended(running);
		running->run->late = !ended && process_now() >= running->deadline;
		if (!ended && !running->run->late)
			*ret_any = true;
		else if (finish(running, arena))
			status = -ENOMEM;
	}
	return status;
}

/* Ends those that still run. */
static int stop_all(struct running *places, struct arena *arena, struct error *err)
{
	for (size_t i = 0; i < AT_A_TIME; i++) {
		if (!places[i].pid)
			continue;
		places[i].run->late = true;
		if (finish(&places[i], arena))
			return error_memory(err);
	}
	return error_set(err, EINTR, "interrupted by a signal");
}

static int run_all(struct batch *batch, struct program_run *runs, size_t count, int milliseconds,
		   struct arena *arena, struct error *err)
{
	struct running *places = batch->places;
	size_t next = 0;
	int status = 0;
	for (bool any = count; any || (next < count && !status);) {
		for (size_t i = 0; i < AT_A_TIME && next < count && !status; i++)
			if (!places[i].pid)
				status = begin(&places[i], &runs[next++], milliseconds,
					       &batch->watch, err);
		if (wait_for_news(batch))
			return stop_all(places, arena, err);
		if (reap(places, arena, &any))
			status = error_memory(err);
	}
	return status;
}

int program_run_all(struct program_run *runs, size_t count, int milliseconds, struct arena *arena,
		    struct error *err)
{
	struct batch batch = { 0 };
	process_watch_begin(&batch.watch);
	int status = run_all(&batch, runs, count, milliseconds, arena, err);
	process_watch_end(&batch.watch);
	return status;
}

int program_run_check(const char *path, struct error *err)
{
	struct stat st;
	if (getauxval(AT_SECURE))
		return error_set(err, EPERM, "started with raised privileges");
	if (stat(path, &st))
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	return trusted_owner_check(&st, "", path, err);
}

bool program_run_succeeded(const struct program_run *run)
{
	return !run->late && WIFEXITED(run->status) && !WEXITSTATUS(run->status);
}
