/* SPDX-License-Identifier: MIT */
#include "launch/link_name.h"

#include "base/base_name.h"

#include <limits.h>
#include <unistd.h>

const char *link_name_next(struct arena *arena, const char **file)
{
	char target[PATH_MAX];
	ssize_t length = readlink(*file, target, sizeof(target) - 1);
	if (length <= 0)
		return NULL;
	target[length] = '\0';
	int folder = *target == '/' ? 0 : (int)(base_name(*file) - *file);
	const char *path = arena_printf(arena, "%.*s%s", folder, *file, target);
	if (!path || !*base_name(path) || !strcmp(base_name(path), "qemu-wrapper"))
		return NULL;
	*file = path;
	return base_name(path);
}
