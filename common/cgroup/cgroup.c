/* SPDX-License-Identifier: MIT */
#include "cgroup/cgroup.h"

#include "io/file.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* "No limit" of version 1 is the largest number of pages. */
#define V1_UNLIMITED ((int64_t)1 << 62)

/* Longer lines than any of these files has. */
#define LINE_ROOM 128

/* Where the files of one controller are. */
struct group {
	const char *root;
	/** "/sys/fs/cgroup/memory" */
	const char *mount;
	/** Our group below it; "/" in a namespace of its own. */
	const char *path;
};

typedef int64_t (*reader)(const char *root, const char *folder);

static bool read_line(const char *root, const char *folder, const char *name, char *ret_line)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/%s", folder, name);
	return length >= 0 && (size_t)length < sizeof(path) &&
	       file_line(root, path, ret_line, LINE_ROOM);
}

static int64_t read_number(const char *root, const char *folder, const char *name)
{
	char line[LINE_ROOM];
	int64_t number;
	return read_line(root, folder, name, line) && sscanf(line, "%" SCNd64, &number) == 1 &&
			       number >= 0
		       ? number
		       : -1;
}

static int64_t share(int64_t quota, int64_t period)
{
	int64_t milli;
	if (quota < 0 || period <= 0 || __builtin_mul_overflow(quota, 1000, &milli))
		return -1;
	return milli / period;
}

static int64_t memory_v1(const char *root, const char *folder)
{
	int64_t bytes = read_number(root, folder, "memory.limit_in_bytes");
	return bytes >= V1_UNLIMITED ? -1 : bytes;
}

static int64_t processor_v1(const char *root, const char *folder)
{
	return share(read_number(root, folder, "cpu.cfs_quota_us"),
		     read_number(root, folder, "cpu.cfs_period_us"));
}

static int64_t memory_v2(const char *root, const char *folder)
{
	return read_number(root, folder, "memory.max");
}

static int64_t processor_v2(const char *root, const char *folder)
{
	char line[LINE_ROOM];
	int64_t quota, period;
	if (!read_line(root, folder, "cpu.max", line) ||
	    sscanf(line, "%" SCNd64 " %" SCNd64, &quota, &period) != 2)
		return -1;
	return share(quota, period);
}

static int64_t processes(const char *root, const char *folder)
{
	return read_number(root, folder, "pids.max");
}

static int64_t smaller(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

/* From our group up to the mount point, which in a container is our group itself. */
static int64_t smallest(const struct group *group, reader read)
{
	char folder[PATH_MAX];
	size_t mount = strlen(group->mount);
	int64_t least = -1;
	int length = snprintf(folder, sizeof(folder), "%s%s", group->mount, group->path);
	if (length < 0 || (size_t)length >= sizeof(folder))
		return -1;
	for (size_t end = (size_t)length; end > mount;) {
		while (end > mount && folder[end - 1] == '/')
			end--;
		folder[end] = '\0';
		least = smaller(least, read(group->root, folder));
		while (end > mount && folder[end - 1] != '/')
			end--;
		if (end == mount)
			return least;
	}
	return least;
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = list; *at; at += *at == ',') {
		size_t found = strcspn(at, ",");
		if (found == length && !strncmp(at, word, length))
			return true;
		at += found;
	}
	return false;
}

/* One line of /proc/self/cgroup, "NUMBER:CONTROLLERS:PATH". */
static void read_v1(const char *root, const char *controllers, const char *path,
		    struct cgroup_limits *limits)
{
	char mount[PATH_MAX];
	const struct group group = { root, mount, path };
	int length = snprintf(mount, sizeof(mount), "/sys/fs/cgroup/%s", controllers);
	if (length < 0 || (size_t)length >= sizeof(mount))
		return;
	if (has_word(controllers, "memory")) {
		limits->memory_bytes = smaller(limits->memory_bytes, smallest(&group, memory_v1));
		limits->version = 1;
	}
	if (has_word(controllers, "cpu"))
		limits->processor_milli =
			smaller(limits->processor_milli, smallest(&group, processor_v1));
	if (has_word(controllers, "pids"))
		limits->processes = smaller(limits->processes, smallest(&group, processes));
}

static void read_v2(const char *root, const char *path, struct cgroup_limits *limits)
{
	bool alone = file_exists(root, "/sys/fs/cgroup/cgroup.controllers");
	const struct group group = { root, alone ? "/sys/fs/cgroup" : "/sys/fs/cgroup/unified",
				     path };
	limits->memory_bytes = smaller(limits->memory_bytes, smallest(&group, memory_v2));
	limits->processor_milli = smaller(limits->processor_milli, smallest(&group, processor_v2));
	limits->processes = smaller(limits->processes, smallest(&group, processes));
	if (!limits->version)
		limits->version = 2;
}

void cgroup_limits_read(const char *root, struct cgroup_limits *ret_limits)
{
	char text[FILE_ROOM], *rest = NULL;
	*ret_limits = (struct cgroup_limits){ -1, -1, -1, 0 };
	file_read(root, "/proc/self/cgroup", text, sizeof(text));
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *controllers = strchr(line, ':');
		char *path = controllers ? strchr(controllers + 1, ':') : NULL;
		if (!path || path[1] != '/')
			continue;
		*path = '\0';
		if (controllers[1])
			read_v1(root, controllers + 1, path + 1, ret_limits);
		else
			read_v2(root, path + 1, ret_limits);
	}
}
