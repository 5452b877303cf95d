/* SPDX-License-Identifier: MIT */
#include "doctor/cgroup.h"

#include "doctor/small_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "No limit" of version 1 is the largest number of pages. */
#define V1_UNLIMITED ((int64_t)1 << 62)

/* Where the files of one controller are. */
struct group {
	const char *root;
	/** "/sys/fs/cgroup/memory" */
	const char *mount;
	/** Our group below it; "/" in a namespace of its own. */
	const char *path;
	struct arena *arena;
};

typedef int64_t (*reader)(const struct group *group, const char *folder);

static int64_t read_number(const struct group *group, const char *folder, const char *file)
{
	const char *path = arena_printf(group->arena, "%s/%s", folder, file);
	const char *text = path ? small_file_line(group->root, path, group->arena) : NULL;
	int64_t number;
	return text && sscanf(text, "%" SCNd64, &number) == 1 && number >= 0 ? number : -1;
}

static int64_t share(int64_t quota, int64_t period)
{
	int64_t milli;
	if (quota < 0 || period <= 0 || __builtin_mul_overflow(quota, 1000, &milli))
		return -1;
	return milli / period;
}

static int64_t memory_v1(const struct group *group, const char *folder)
{
	int64_t bytes = read_number(group, folder, "memory.limit_in_bytes");
	return bytes >= V1_UNLIMITED ? -1 : bytes;
}

static int64_t processor_v1(const struct group *group, const char *folder)
{
	return share(read_number(group, folder, "cpu.cfs_quota_us"),
		     read_number(group, folder, "cpu.cfs_period_us"));
}

static int64_t memory_v2(const struct group *group, const char *folder)
{
	return read_number(group, folder, "memory.max");
}

static int64_t processor_v2(const struct group *group, const char *folder)
{
	const char *path = arena_printf(group->arena, "%s/cpu.max", folder);
	const char *text = path ? small_file_line(group->root, path, group->arena) : NULL;
	int64_t quota, period;
	if (!text || sscanf(text, "%" SCNd64 " %" SCNd64, &quota, &period) != 2)
		return -1;
	return share(quota, period);
}

static int64_t processes(const struct group *group, const char *folder)
{
	return read_number(group, folder, "pids.max");
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
	int64_t least = -1;
	char *path = arena_strdup(group->arena, group->path);
	while (path) {
		const char *folder = arena_printf(group->arena, "%s%s", group->mount,
						  strcmp(path, "/") != 0 ? path : "");
		least = folder ? smaller(least, read(group, folder)) : least;
		char *slash = strrchr(path, '/');
		if (!slash || !path[0] || !strcmp(path, "/"))
			break;
		*slash = '\0';
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
static void read_v1(struct group *group, const char *controllers, struct cgroup_limits *limits)
{
	group->mount = arena_printf(group->arena, "/sys/fs/cgroup/%s", controllers);
	if (!group->mount)
		return;
	if (has_word(controllers, "memory")) {
		limits->memory_bytes = smaller(limits->memory_bytes, smallest(group, memory_v1));
		limits->version = 1;
	}
	if (has_word(controllers, "cpu"))
		limits->processor_milli =
			smaller(limits->processor_milli, smallest(group, processor_v1));
	if (has_word(controllers, "pids"))
		limits->processes = smaller(limits->processes, smallest(group, processes));
}

static void read_v2(struct group *group, struct cgroup_limits *limits)
{
	group->mount = small_file_exists(group->root, "/sys/fs/cgroup/cgroup.controllers")
			       ? "/sys/fs/cgroup"
			       : "/sys/fs/cgroup/unified";
	limits->memory_bytes = smaller(limits->memory_bytes, smallest(group, memory_v2));
	limits->processor_milli = smaller(limits->processor_milli, smallest(group, processor_v2));
	limits->processes = smaller(limits->processes, smallest(group, processes));
	if (!limits->version)
		limits->version = 2;
}

int cgroup_limits_read(const char *root, struct arena *arena, struct cgroup_limits *ret_limits)
{
	char *text, *rest = NULL;
	struct group group = { .root = root, .arena = arena };
	*ret_limits = (struct cgroup_limits){ -1, -1, -1, 0 };
	int status = small_file_read(root, "/proc/self/cgroup", arena, &text);
	if (status)
		return status == -ENOMEM ? status : 0;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *controllers = strchr(line, ':');
		char *path = controllers ? strchr(controllers + 1, ':') : NULL;
		if (!path || path[1] != '/')
			continue;
		*path = '\0';
		group.path = path + 1;
		if (controllers[1])
			read_v1(&group, controllers + 1, ret_limits);
		else
			read_v2(&group, ret_limits);
	}
	return 0;
}
