/* SPDX-License-Identifier: MIT */
/* The supervisor's command line, as the wrapper writes it. */
#ifndef SUPERVISOR_OPTIONS_H
#define SUPERVISOR_OPTIONS_H

#include "exit_reason/exit_table.h"
#include "ladder.h"

#include <signal.h>

/** Borrows from argv. */
struct options {
	const char *folder;
	/** Socket of the guest agent; NULL: there is none. */
	const char *agent;
	struct ladder_settings ladder;
	struct exit_table exits;
	/** Signals that the wrapper has blocked so that they wait for us: not for QEMU. */
	sigset_t blocked;
	const char *program;
	/** QEMU's, from argv[0] on. */
	char *const *argv;
	bool help;
};

extern const char options_usage[];

/** -EINVAL with a message. */
int options_read(char *const *argv, struct options *ret_options, struct error *err);

#endif
