/* SPDX-License-Identifier: MIT */
/*
 * How much a guest gets, by what is there and what is wished for. Pure.
 *
 * A guest that takes all memory that a group may have gets QEMU killed, with everything in it:
 * QEMU itself needs some, the more the larger the guest. FIXED is for QEMU, its devices and what
 * it keeps of disks, EACH for a processor, and a 512th of the guest's memory for page tables, which
 * count as well.
 */
#ifndef SIZE_FIT_H
#define SIZE_FIT_H

#include <stdbool.h>
#include <stdint.h>

#define MIB (INT64_C(1) << 20)

#define FIT_FIXED (240 * MIB)
#define FIT_EACH  (8 * MIB)
#define FIT_SHARE 512
/* What a guest gets where nothing limits it: no more than a neighbour would stand. */
#define FIT_MEMORY     (1024 * MIB)
#define FIT_PROCESSORS 2u
/* QEMU's own default, which less than that would undercut. */
#define FIT_LEAST (128 * MIB)

/* What is there. */
struct room {
	/* The limit of the control groups, no more than is there; or -1. */
	int64_t memory_limit;
	/* Of the machine; -1: it can't be read. */
	int64_t memory_there;
	/* Thousandths of a processor that the quota allows, or -1. */
	int64_t processor_milli;
	/* Processors that may be used, and all that are there; 0: it can't be read. */
	unsigned int allowed, online;
	/* Of the control groups: 1, 2, or 0. */
	int version;
};

enum wish_kind { WISH_MAX, WISH_PERCENT, WISH_SIZE };

struct wish {
	enum wish_kind memory_kind;
	/* Percent or bytes. */
	int64_t memory;
	/* 0: as many as allowed. */
	unsigned int processors;
	/* What QEMU itself needs, instead of the sum above; -1: unset. */
	int64_t reserve;
};

/* True if fewer processors than there are may be used. */
bool fit_processors_limited(const struct room *room);

/* At least 1, at most `most`. */
unsigned int fit_processors(const struct room *room, const struct wish *wish, unsigned int most);

/* What QEMU itself needs beside a guest of that size. */
int64_t fit_overhead(const struct wish *wish, unsigned int processors, int64_t memory);

/* The largest guest that memory_limit, or else memory_there, leaves room for; whole MiB, maybe
 * negative. INT64_MAX: neither is known. */
int64_t fit_memory_most(const struct room *room, const struct wish *wish, unsigned int processors);

/* Whole MiB; less than FIT_LEAST: the limit is too small for a guest. */
int64_t fit_memory(const struct room *room, const struct wish *wish, unsigned int processors);

#endif
