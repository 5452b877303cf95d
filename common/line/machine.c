/* SPDX-License-Identifier: MIT */
#include "line/machine.h"

#include <string.h>

bool machine_target(const struct qw_command *cmd, char ret_target[TARGET_MAX])
{
	const char *name = qw_program_name(cmd), *path = qw_program(cmd);
	const char *slash = path ? strrchr(path, '/') : NULL;

	/* A name of people's own may lead to a program with one that says more. */
	if (name && target_of_program(name, ret_target))
		return true;
	if (slash && target_of_program(slash + 1, ret_target))
		return true;
	ret_target[0] = '\0';
	return false;
}

const char *machine_property(const struct qw_command *cmd, const char *key)
{
	const struct qw_option *opt = NULL;
	const char *found = NULL;
	while ((opt = qw_next(cmd, "machine[*]", opt))) {
		const char *value = qw_get(cmd, opt, key);
		if (value)
			found = value;
	}
	return found;
}
