/* SPDX-License-Identifier: MIT */
/* stdin_from FILE PROGRAM [ARG...]: hyperfine gives what it runs an empty standard input. */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	int file = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (file >= 0 && dup2(file, STDIN_FILENO) >= 0)
		execv(argv[2], argv + 2);
	return 127;
}
