/* SPDX-License-Identifier: MIT */
/*
 * What kind of line it is: one that only prints, one that asks QEMU about itself, or one that a
 * program with books of its own wrote. Such lines are not ours to improve.
 */
#ifndef COMMAND_LINE_KIND_H
#define COMMAND_LINE_KIND_H

#include "command/command.h"

struct line_kind {
	/** QEMU prints something and exits: -version, -device help... */
	bool prints;
	/** -machine none, -qtest, -accel qtest: no guest, somebody looks at QEMU itself. */
	bool probes;
	/** Who manages the line ("libvirt", "ganeti"), or NULL. */
	const char *manager;
};

struct line_kind line_kind_of(const struct command *command);

#endif
