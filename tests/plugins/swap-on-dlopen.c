/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into the wrapper: renames QW_TEST_SWAP_NEW to QW_TEST_SWAP_OLD right before a library
 * is loaded, that is after it was checked.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((visibility("default"))) void *dlopen(const char *path, int flags)
{
	const char *new_path = getenv("QW_TEST_SWAP_NEW");
	const char *old_path = getenv("QW_TEST_SWAP_OLD");
	if (new_path && old_path)
		rename(new_path, old_path);
	void *(*real)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
	return real(path, flags);
}
