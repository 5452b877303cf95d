/* SPDX-License-Identifier: MIT */
#include "io/descriptors.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* For kernels older than 5.9. A limit that was lowered says nothing about what is open. */
static void close_each(unsigned int first, unsigned int last)
{
	DIR *folder = opendir("/proc/self/fd");
	long end = sysconf(_SC_OPEN_MAX);
	const struct dirent *entry;
	while (folder && (entry = readdir(folder))) {
		unsigned long fd = strtoul(entry->d_name, NULL, 10);
		if (*entry->d_name != '.' && fd >= first && fd <= last && (int)fd != dirfd(folder))
			close((int)fd);
	}
	if (folder)
		closedir(folder);
	for (long fd = first; !folder && fd <= last && fd < (end > 65536 ? end : 65536); fd++)
		close((int)fd);
}

void descriptors_close(unsigned int first, unsigned int last)
{
	if (first <= last && syscall(SYS_close_range, first, last, 0u))
		close_each(first, last);
}
