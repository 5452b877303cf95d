/* SPDX-License-Identifier: MIT */
#include "base/search_path.h"

#include <string.h>

struct search_path search_path(const char *path)
{
	return (struct search_path){ path ? path : "/bin:/usr/bin" };
}

bool search_path_left(const struct search_path *path)
{
	return path->rest;
}

const char *search_path_next(struct search_path *path, struct arena *arena)
{
	const char *folder = path->rest;
	size_t length = strcspn(folder, ":");
	path->rest = folder[length] ? folder + length + 1 : NULL;
	return length ? arena_strndup(arena, folder, length) : ".";
}
