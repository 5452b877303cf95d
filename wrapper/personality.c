/* SPDX-License-Identifier: MIT */
#include "personality.h"

#include "base/base_name.h"

#include <string.h>
#include <sys/auxv.h>

struct personality personality_of(const char *argv0)
{
	const char *name = argv0 ? base_name(argv0) : "";
	if (!*name) {
		/* The kernel tells the path given to execve(), whatever argv[0] says. */
		const char *executed = (const char *)getauxval(AT_EXECFN);
		name = executed ? base_name(executed) : "";
	}
	return (struct personality){ .is_tool = !strcmp(name, "qemu-wrapper"), .name = name };
}
