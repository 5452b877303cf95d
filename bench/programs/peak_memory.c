/* SPDX-License-Identifier: MIT */
/*
 * peak_memory PROGRAM [ARG...]: runs it and prints the most memory that was ever resident, in KiB.
 * The kernel counts what the process was before exec too: after fork() a copy of this program, so
 * it is static and has next to nothing. With vfork() it would be the whole caller.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int become(char **argv)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
		execv(argv[0], argv);
	return 127;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	if (argc < 2)
		return 2;
	pid_t child = fork();
	if (child == 0)
		_exit(become(argv + 1));
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return 1;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return 1;
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
