/* SPDX-License-Identifier: MIT */
/*
 * The limits that control groups set us, version 1 and 2, mixed ones too. Of a group and those
 * above it the smallest counts.
 */
#ifndef CGROUP_CGROUP_H
#define CGROUP_CGROUP_H

#include <stdint.h>

/** -1: no limit, or it can't be read. */
struct cgroup_limits {
	int64_t memory_bytes;
	/** Thousandths of a processor. */
	int64_t processor_milli;
	int64_t processes;
	/** 1 or 2: which version limits memory here; 0: there are no control groups to be seen. */
	int version;
};

/** Whatever can't be read is no limit. `root` stands before every path: "" or the folder of a
 * test. */
void cgroup_limits_read(const char *root, struct cgroup_limits *ret_limits);

#endif
