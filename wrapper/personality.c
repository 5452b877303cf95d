/* SPDX-License-Identifier: MIT */
#include "personality.h"

#include "base/base_name.h"
#include "launch/real_program.h"

#include <string.h>
#include <sys/auxv.h>

#define TOOL "qemu-wrapper"

static bool begins_with(const char *text, const char *begin)
{
	return !strncmp(text, begin, strlen(begin));
}

/* Callers may write anything into argv[0]: `exec -a VM1 qemu-system-x86_64`. What the kernel would
 * execute without us is the program that the file is called after. An open descriptor
 * (fexecve(3), /proc/self/exe) has no name, the tool none of QEMU's, and a script of which we are
 * the interpreter is another file. */
static bool has_name_of_program(const char *executed)
{
	return *base_name(executed) && strcmp(base_name(executed), TOOL) != 0 &&
	       !begins_with(executed, "/dev/fd/") && !begins_with(executed, "/proc/") &&
	       program_path_is_wrapper(executed);
}

struct personality personality_of(const char *argv0)
{
	/* The kernel tells the path given to execve(), whatever argv[0] says. */
	const char *executed = (const char *)getauxval(AT_EXECFN);
	const char *name = argv0 ? base_name(argv0) : "";
	if (!executed)
		executed = "";
	if (!*name)
		name = base_name(executed);
	const char *stands_for = name;
	if (strcmp(name, base_name(executed)) != 0 && has_name_of_program(executed))
		stands_for = base_name(executed);
	return (struct personality){ .is_tool = !strcmp(name, TOOL),
				     .name = name,
				     .stands_for = stands_for,
				     .file = *executed ? executed : NULL };
}
