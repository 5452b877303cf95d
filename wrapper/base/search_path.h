/* SPDX-License-Identifier: MIT */
/*
 * The folders of PATH, one after the other:
 *
 *     struct search_path path = search_path(getenv("PATH"));
 *     while (search_path_left(&path))
 *             folder = search_path_next(&path, &arena);
 */
#ifndef BASE_SEARCH_PATH_H
#define BASE_SEARCH_PATH_H

#include "base/arena.h"

#include <stdbool.h>

struct search_path {
	/** Borrowed; NULL: no folder is left. */
	const char *rest;
};

/** `path` NULL: PATH is not set, which has the same meaning as for execvp(3). */
struct search_path search_path(const char *path);

bool search_path_left(const struct search_path *path);

/** The next folder, in the arena; "." for an empty one. NULL: no memory. */
const char *search_path_next(struct search_path *path, struct arena *arena);

#endif
