/* SPDX-License-Identifier: MIT */
/*
 * A part of a test in a process of its own: one that ends or becomes another program, or plays with
 * its descriptors. What it writes to standard output and error is one text. It must not assert
 * anything, for a failure would go on in both processes: it returns its exit status.
 */
#ifndef TESTS_CHILD_H
#define TESTS_CHILD_H

#include "unit.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
	pid_t pid;
	/** The exit status, or 1000 and the signal that killed it. */
	int status;
	char text[8192];
};

/* valgrind ends where execve() fails, and keeps signals of its own: skips the test under it. */
static inline void child_is_not_for_valgrind(void)
{
	if (getenv("QW_VALGRIND"))
		skip();
}

static inline void child_run(struct child *child, int (*body)(const void *argument),
			     const void *argument)
{
	int ends[2], status;
	size_t length = 0;
	fflush(NULL);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	child->pid = fork();
	if (!child->pid) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		status = body(argument);
		fflush(stdout);
		_exit(status);
	}
	close(ends[1]);
	assert_true(child->pid > 0);
	for (ssize_t got;
	     (got = read(ends[0], child->text + length, sizeof(child->text) - 1 - length)) > 0;)
		length += (size_t)got;
	child->text[length] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	child->status = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#endif
