/* SPDX-License-Identifier: MIT */
#include "launch/script_loop.h"

#include "command/environment.h"
#include "launch/real_program.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ANCESTORS = 64 };

/* The parent of a process, or 0. The name in parentheses may hold anything, so what counts begins
 * behind the last one: ") STATE PPID". */
static pid_t parent_of(pid_t pid)
{
	char path[64], text[512];
	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (length <= 0)
		return 0;
	text[length] = '\0';
	const char *name_end = strrchr(text, ')');
	long parent;
	return name_end && sscanf(name_end, ") %*c %ld", &parent) == 1 ? (pid_t)parent : 0;
}

static bool is_id_of(const char *level, pid_t pid)
{
	char text[32];
	snprintf(text, sizeof(text), "%ld", (long)pid);
	return !strcmp(level, text);
}

/* Everybody descends from process 1, so it counts only as the parent itself. */
static bool is_ancestor(const char *level)
{
	pid_t pid = getppid();
	for (int i = 0; i < MOST_ANCESTORS && pid > 0; i++) {
		if (is_id_of(level, pid))
			return true;
		pid = parent_of(pid);
		if (pid == 1)
			return false;
	}
	return false;
}

int script_loop_check(const char *path, const char *const *envp, struct error *err)
{
	const struct environment environment = { .inherited = envp };
	const char *level = environment_get(&environment, SCRIPT_LEVEL);
	if (!level)
		return 0;
	/* The script ended in `exec` of the wrapper; or it called it and waits, and each round
	 * would leave a process more. In the second case a program that is no script ends the
	 * round. */
	bool loops = is_id_of(level, getpid()) ||
		     (program_format_of(path) == PROGRAM_SCRIPT && is_ancestor(level));
	if (!loops)
		return 0;
	return error_set(
		err, ELOOP,
		"the script that stands for QEMU started qemu-wrapper again, a loop: let it "
		"name the real QEMU by its full path (%s=%s)",
		SCRIPT_LEVEL, level);
}
