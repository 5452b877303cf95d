/* SPDX-License-Identifier: MIT */
#include "cgroup/processors.h"

#include "io/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Linux has room for 8192 at most. */
#define MOST 8192

struct set {
	unsigned char has[MOST];
};

/* Reads "0-3,8"; what isn't of that form ends it. */
static void set_read(const char *list, struct set *ret_set)
{
	*ret_set = (struct set){ { 0 } };
	for (const char *at = list; *at >= '0' && *at <= '9'; at += *at == ',') {
		char *end;
		unsigned long first = strtoul(at, &end, 10), last = first;
		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		for (unsigned long i = first; i <= last && i < MOST; i++)
			ret_set->has[i] = 1;
		at = end;
	}
}

void processors_read(const char *root, struct processors *ret_processors)
{
	static const char key[] = "Cpus_allowed_list:";
	char text[FILE_ROOM];
	struct set online, allowed;

	*ret_processors = (struct processors){ 0, 0 };
	file_line(root, "/sys/devices/system/cpu/online", text, sizeof(text));
	set_read(text, &online);
	file_read(root, "/proc/self/status", text, sizeof(text));
	const char *list = line_after(text, key);
	set_read(list ? list + strspn(list, " \t") : "", &allowed);
	/* The kernel lists processors there that were never plugged in. */
	for (size_t i = 0; i < MOST; i++) {
		ret_processors->online += online.has[i];
		ret_processors->allowed += online.has[i] && allowed.has[i];
	}
}
