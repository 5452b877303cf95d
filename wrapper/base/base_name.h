/* SPDX-License-Identifier: MIT */
#ifndef BASE_BASE_NAME_H
#define BASE_BASE_NAME_H

#include <string.h>

/** The part behind the last slash; borrows. basename(3) has two versions, one of which writes. */
static inline const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

#endif
