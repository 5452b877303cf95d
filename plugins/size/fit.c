/* SPDX-License-Identifier: MIT */
#include "fit.h"

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

bool fit_processors_limited(const struct room *room)
{
	return room->processor_milli >= 0 || room->allowed < room->online;
}

unsigned int fit_processors(const struct room *room, const struct wish *wish, unsigned int most)
{
	int64_t count = room->allowed ? room->allowed : 1;
	if (wish->processors)
		count = wish->processors;
	else if (room->processor_milli >= 0)
		count = smaller(count, room->processor_milli / 1000);
	else if (!fit_processors_limited(room))
		count = smaller(count, FIT_PROCESSORS);
	if (count < 1)
		count = 1;
	return (unsigned int)smaller(count, most);
}

int64_t fit_overhead(const struct wish *wish, unsigned int processors, int64_t memory)
{
	if (wish->reserve >= 0)
		return wish->reserve;
	return FIT_FIXED + FIT_EACH * processors + (memory + FIT_SHARE - 1) / FIT_SHARE;
}

int64_t fit_memory_most(const struct room *room, const struct wish *wish, unsigned int processors)
{
	int64_t whole = room->memory_limit >= 0 ? room->memory_limit : room->memory_there;
	if (whole < 0)
		return INT64_MAX;
	int64_t rest = whole - fit_overhead(wish, processors, 0);
	/* rest = memory + memory / FIT_SHARE */
	if (wish->reserve < 0 && rest > 0)
		rest -= (rest + FIT_SHARE) / (FIT_SHARE + 1);
	return rest / MIB * MIB;
}

int64_t fit_memory(const struct room *room, const struct wish *wish, unsigned int processors)
{
	int64_t most = fit_memory_most(room, wish, processors);
	if (wish->memory_kind == WISH_SIZE && room->memory_limit < 0)
		return wish->memory / MIB * MIB;
	if (wish->memory_kind == WISH_SIZE)
		return smaller(wish->memory, most) / MIB * MIB;
	if (wish->memory_kind == WISH_PERCENT && most < INT64_MAX)
		return most / MIB * wish->memory / 100 * MIB;
	return room->memory_limit < 0 ? smaller(FIT_MEMORY, most) : most;
}
