/* SPDX-License-Identifier: MIT */
/*
 * The processors that this process may run on: those of its cpusets and its affinity, as far as
 * they are switched on.
 */
#ifndef CGROUP_PROCESSORS_H
#define CGROUP_PROCESSORS_H

/** 0: it can't be read. */
struct processors {
	unsigned int online, allowed;
};

void processors_read(const char *root, struct processors *ret_processors);

#endif
