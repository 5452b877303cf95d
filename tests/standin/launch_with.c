/* SPDX-License-Identifier: MIT */
/*
 * launch_with REPORT DIRECTIVE...: forks, gives the child exactly the state that the directives
 * describe, in their order, executes a program in it, and writes what became of it to the file
 * REPORT: "child PID", "launcher PID", "terminal PATH", and one of "exit STATUS", "signal NUMBER",
 * "failed DIRECTIVE: REASON", "timeout".
 *
 *   exec=PATH argv=FILE env=FILE        what is executed; each word of FILE ends with a NUL byte
 *   fill=BYTES                          adds words until execve refuses, then the most it takes
 *   open=FD:MODE:OFFSET:PATH            MODE: of r w (both), a append, n non-blocking, c cloexec
 *   pipe=READ:WRITE:TEXT  sockets=FD:FD  terminal=FD (of the session)  close=FD
 *   lock=FD:r|w:START:LENGTH  ofdlock=FD  flock=FD
 *   ignore=SIGNAL  block=SIGNAL  raise=SIGNAL  alarm=SECONDS
 *   session  group  parent-death=SIGNAL  subreaper
 *   chdir=PATH  umask=OCTAL  nice=N  limit=NUMBER:SOFT:HARD  batch  io-priority=N  cpu=N
 *   personality=HEX  timer-slack=NS  oom=N  coredump=HEX
 *   user=UID:GID  inherit=CAP  ambient=CAP  unbound=CAP  secure-bits=N  no-new-privileges
 */
#include "launch_directives.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIME_LIMIT 80

/* The longest line that execve takes differs by a few bytes with the names of the program: the
 * child tries, for a refused execve leaves it as it was. */
static void execute_filled(struct launch *launch)
{
	size_t count = 0, used = 0;
	char *word = malloc(launch->fill + 1);
	char **argv;

	while (launch->argv[count])
		count++;
	argv = calloc(count + 2, sizeof(*argv));
	if (!word || !argv)
		return;
	memcpy(argv, launch->argv, count * sizeof(*argv));
	argv[count] = word;
	for (used = launch->fill; used > 0; used--) {
		memset(word, 'x', used);
		word[used] = '\0';
		execve(launch->program, argv, launch->envp);
		if (errno != E2BIG)
			return;
	}
}

static int child(struct launch *launch, char **list)
{
	char text[512];
	const char *failed = "execve";
	int size;

	sigprocmask(SIG_SETMASK, &launch->mask, NULL);
	for (; *list && strcmp(failed, "execve") == 0; list++)
		if (apply_directive(launch, *list))
			failed = *list;
	if (strcmp(failed, "execve") == 0) {
		if (launch->fill)
			execute_filled(launch);
		else
			execve(launch->program, launch->argv, launch->envp);
	}
	size = snprintf(text, sizeof(text), "failed %.400s: %s\n", failed, strerror(errno));
	return write(REPORT_FD, text, (size_t)size) == size ? 125 : 124;
}

static int open_terminal(struct launch *launch)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	/* The master stays open here, or the session would be hung up. */
	if (master < 0 || grantpt(master) || unlockpt(master) ||
	    ptsname_r(master, launch->terminal, sizeof(launch->terminal)))
		return -1;
	return move(master, MASTER_FD, O_CLOEXEC);
}

static int wait_for(pid_t pid, FILE *report)
{
	struct timespec limit = { .tv_sec = TIME_LIMIT };
	sigset_t set;
	int status;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	while (waitpid(pid, &status, WNOHANG) == 0)
		if (sigtimedwait(&set, NULL, &limit) < 0 && errno == EAGAIN) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			return fprintf(report, "timeout\n");
		}
	if (WIFSIGNALED(status))
		return fprintf(report, "signal %d\n", WTERMSIG(status));
	return fprintf(report, "exit %d\n", WEXITSTATUS(status));
}

int main(int argc, char **argv, char **envp)
{
	struct launch launch = { .envp = envp, .argv = argv };
	char text[512] = "";
	FILE *report;
	int ends[2];
	sigset_t set;
	pid_t pid;

	if (argc < 3 || !(report = fopen(argv[1], "we")) || pipe2(ends, O_CLOEXEC) ||
	    move(ends[1], REPORT_FD, O_CLOEXEC) || open_terminal(&launch))
		return 1;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &launch.mask);
	pid = fork();
	if (pid == 0)
		_exit(child(&launch, argv + 2));
	close(REPORT_FD);
	fprintf(report, "launcher %d\nchild %d\nterminal %s\n", getpid(), pid, launch.terminal);
	if (read(ends[0], text, sizeof(text) - 1) > 0)
		fputs(text, report);
	wait_for(pid, report);
	return fclose(report) ? 1 : 0;
}
