/* SPDX-License-Identifier: MIT */
/*
 * TCP ports that somebody listens on, as /proc/net/tcp and tcp6 tell, and whose they are as far as
 * we may know: a process's descriptors can be seen by its owner and root alone.
 */
#ifndef DOCTOR_LISTENERS_H
#define DOCTOR_LISTENERS_H

#include "base/arena.h"
#include "base/vector.h"

#include <stdint.h>

struct listener {
	uint16_t port;
	/** As inet_ntop(3) writes it. */
	char address[46];
	uint64_t inode;
	/** Of the process that has the socket; 0: not known. */
	long pid;
	/** Its name in the process table, or NULL. */
	const char *process;
};

struct listeners {
	VECTOR(struct listener) list;
};

/** Reads one of the two tables, ports `first` to `last`. Lines that are no such entries are passed
 * over. 0 or -ENOMEM. */
int listeners_read(const char *table, uint16_t first, uint16_t last, struct listeners *listeners);

/** Looks through ROOT/proc for the processes. */
void listeners_find_owners(struct listeners *listeners, const char *root, struct arena *arena);

void listeners_release(struct listeners *listeners);

#define CLEANUP_LISTENERS CLEANUP(listeners_release)

#endif
