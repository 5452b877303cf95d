/* SPDX-License-Identifier: MIT */
#include "surroundings.h"

#include "cgroup/cgroup.h"
#include "cgroup/processors.h"
#include "io/file.h"

#include <inttypes.h>
#include <stdio.h>

static int64_t memory_there(const char *root)
{
	char text[FILE_ROOM];
	int64_t kib;
	file_read(root, "/proc/meminfo", text, sizeof(text));
	const char *total = line_after(text, "MemTotal:");
	bool read = total && sscanf(total, "%" SCNd64, &kib) == 1 && kib >= 0 &&
		    kib <= INT64_MAX / 1024;
	return read ? kib * 1024 : -1;
}

void surroundings_read(const char *root, struct room *ret_room)
{
	struct cgroup_limits limits;
	struct processors processors;
	cgroup_limits_read(root, &limits);
	processors_read(root, &processors);
	*ret_room = (struct room){ .memory_limit = limits.memory_bytes,
				   .memory_there = memory_there(root),
				   .processor_milli = limits.processor_milli,
				   .allowed = processors.allowed,
				   .online = processors.online,
				   .version = limits.version };
	/* What allows more than there is limits nothing. */
	if (ret_room->memory_there >= 0 && ret_room->memory_limit > ret_room->memory_there)
		ret_room->memory_limit = -1;
	if (ret_room->online && ret_room->processor_milli >= 1000 * (int64_t)ret_room->online)
		ret_room->processor_milli = -1;
}
