/* SPDX-License-Identifier: MIT */
/*
 * exit_as: stands in for QEMU and ends as its first argument says: "exit-STATUS",
 * "signal-NUMBER", or "terminated": waits until SIGTERM comes, then exits with status 0, as QEMU
 * does. It says "ready" on standard output before it waits.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int end_by_signal(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return kill(getpid(), number);
}

static int wait_for_termination(void)
{
	sigset_t set;
	int number;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (write(STDOUT_FILENO, "ready\n", 6) != 6)
		return 1;
	return sigwait(&set, &number);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 99;
	if (!strncmp(argv[1], "exit-", 5))
		return atoi(argv[1] + 5);
	if (!strncmp(argv[1], "signal-", 7))
		return end_by_signal(atoi(argv[1] + 7));
	return wait_for_termination();
}
