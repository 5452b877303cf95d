/* SPDX-License-Identifier: MIT */
#include "reason.h"

#include <inttypes.h>
#include <stdio.h>

void reason_of_processors(const struct room *room, const struct wish *wish, unsigned int count,
			  unsigned int most, char ret_reason[REASON_MAX])
{
	int64_t milli = room->processor_milli;

	if (count == most)
		snprintf(ret_reason, REASON_MAX, "no number was given; such boards take up to %u",
			 most);
	else if (wish->processors)
		snprintf(ret_reason, REASON_MAX, "no number was given; cpus = %u is configured",
			 wish->processors);
	else if (milli >= 0 && milli / 1000 <= room->allowed)
		snprintf(ret_reason, REASON_MAX,
			 "no number was given; the quota is %" PRId64 ".%03" PRId64
			 " processors (cgroup v%d)",
			 milli / 1000, milli % 1000, room->version);
	else if (fit_processors_limited(room))
		snprintf(ret_reason, REASON_MAX,
			 "no number was given; %u of %u processors may be used", room->allowed,
			 room->online);
	else
		snprintf(ret_reason, REASON_MAX,
			 "no number was given, and nothing limits processors here");
}

#define SUM_MAX (REASON_MAX - 64)

/* "2048 MiB that may be used (cgroup v2), less 259 MiB for QEMU itself (...)" */
static void sum(const struct room *room, const struct wish *wish, unsigned int processors,
		int64_t memory, char ret_sum[SUM_MAX])
{
	bool limited = room->memory_limit >= 0;
	int64_t whole = limited ? room->memory_limit : room->memory_there;
	/* Of a part of the whole, too, the whole counts. */
	int64_t most = fit_memory_most(room, wish, processors);
	int64_t overhead = fit_overhead(wish, processors, memory < most ? most : memory);
	char cgroup[32] = "";

	if (limited)
		snprintf(cgroup, sizeof(cgroup), " (cgroup v%d)", room->version);
	snprintf(
		ret_sum, SUM_MAX,
		"%" PRId64 " MiB that %s%s, less %" PRId64 " MiB for QEMU itself (%s)", whole / MIB,
		limited ? "may be used" : "the machine has", cgroup, (overhead + MIB - 1) / MIB,
		wish->reserve >= 0 ? "reserve" : "240, 8 a processor, 1/512 of the guest's memory");
}

void reason_of_memory(const struct room *room, const struct wish *wish, unsigned int processors,
		      int64_t memory, char ret_reason[REASON_MAX])
{
	char text[SUM_MAX];
	bool known = fit_memory_most(room, wish, processors) < INT64_MAX;

	sum(room, wish, processors, memory, text);
	if (wish->memory_kind == WISH_SIZE && memory == wish->memory / MIB * MIB)
		snprintf(ret_reason, REASON_MAX, "no size was given; this one is configured");
	else if (wish->memory_kind == WISH_PERCENT && known)
		snprintf(ret_reason, REASON_MAX, "no size was given; %" PRId64 "%% of %s",
			 wish->memory, text);
	else if (room->memory_limit >= 0)
		snprintf(ret_reason, REASON_MAX, "no size was given; %s", text);
	else
		snprintf(ret_reason, REASON_MAX,
			 "no size was given, and nothing limits memory here");
}
