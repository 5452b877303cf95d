/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that plugins hand to QEMU. A slot is reserved while the line is rewritten, so that
 * its number can be written into it, and filled when the launch is certain. Until then a
 * placeholder holds the number, so that nothing else can be opened there.
 */
#ifndef PIPELINE_SLOTS_H
#define PIPELINE_SLOTS_H

#include "base/error.h"
#include "base/vector.h"
#include "command/command.h"

#include <stdbool.h>

struct slot {
	const char *plugin;
	const char *reason;
	int number;
	bool filled;
};

struct slots {
	VECTOR(struct slot) list;
};

/** Reserves the lowest free number from 3 on and returns it. One that the command names is not
 * free, even if nothing is open there: QEMU would take the slot for what was meant. */
int slots_reserve(struct slots *slots, const struct command *command, const char *plugin,
		  const char *reason, struct error *err);

/** Puts a duplicate of `fd` into a slot of this plugin. -EBADF: it reserved no such slot. */
int slots_fill(struct slots *slots, const char *plugin, int number, int fd, struct error *err);

/** Every slot is filled; -ENOTCONN names the first that isn't, `ret_plugin` its plugin. */
int slots_check(const struct slots *slots, const char **ret_plugin, struct error *err);

/** From now on exec hands the descriptors on. */
int slots_open_for_exec(const struct slots *slots, struct error *err);

/** Gives up all slots behind the first `count`. */
void slots_rollback(struct slots *slots, size_t count);

void slots_release(struct slots *slots);

#endif
