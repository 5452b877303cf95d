/* SPDX-License-Identifier: MIT */
/*
 * The human monitor that QEMU makes by itself, on a virtual console or on the terminal. It leaves
 * it out as soon as any other monitor is asked for, so whoever adds one writes down this one, too.
 *
 * The rules are those of QEMU's qemu_disable_default_devices() and qemu_create_default_devices() in
 * system/vl.c. They and the spellings are the same from QEMU 2.12 to 11.1.
 */
#ifndef SUPERVISE_DEFAULT_MONITOR_H
#define SUPERVISE_DEFAULT_MONITOR_H

#include <qemu-wrapper/plugin.h>
#include <stdbool.h>

struct default_monitor {
	/** The option that says the same; NULL: this line gets no monitor by itself. */
	const char *option, *value;
	/** It would be on the terminal, but how depends on a file that -readconfig names. Then
	 * there is no option: a second serial port would be a change that the guest sees. */
	bool unknown;
};

/** Of the line as it is now. */
struct default_monitor default_monitor_of(const struct qw_command *cmd);

#endif
