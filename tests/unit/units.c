/* SPDX-License-Identifier: MIT */
/*
 * units NAME...: runs unit tests by their names. Many are linked to one program, for which the
 * build renames the main() of each, test_NAME.c, to test_NAME(). One runs in this process; where
 * there are more, each has a process of its own, so that none finds what another one left behind.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
/* What cmocka ends with where all tests of a unit are skipped. */
#define SKIPPED 77

/* The build defines UNITS as a row of UNIT(name). */
#define UNIT(name) int test_##name(void);
UNITS
#undef UNIT

#define UNIT(name) { #name, test_##name },
static const struct {
	const char *name;
	int (*run)(void);
} units[] = { UNITS };

static int run_unit(const char *name)
{
	for (size_t i = 0; i < COUNT(units); i++)
		if (!strcmp(units[i].name, name))
			return units[i].run();
	fprintf(stderr, "there is no unit '%s'\n", name);
	return 2;
}

/* Ends by returning from main(): valgrind looks for leaks then, in each process. */
static int run_in_child(const char *name, int *ret_is_child)
{
	int status;
	pid_t pid = fork();
	*ret_is_child = !pid;
	if (!pid)
		return run_unit(name);
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		perror(name);
		return 2;
	}
	if (WIFEXITED(status) && (!WEXITSTATUS(status) || WEXITSTATUS(status) == SKIPPED))
		return 0;
	fprintf(stderr, "unit '%s' has failed: wait status %#x\n", name, (unsigned)status);
	return 1;
}

int main(int argc, char **argv)
{
	int failed = 0;
	if (argc < 2) {
		fputs("usage: units NAME...\n", stderr);
		return 2;
	}
	if (argc == 2)
		return run_unit(argv[1]);
	for (int i = 1; i < argc; i++) {
		int is_child, status = run_in_child(argv[i], &is_child);
		if (is_child)
			return status;
		failed |= status;
	}
	return failed;
}
