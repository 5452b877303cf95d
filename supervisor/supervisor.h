/* SPDX-License-Identifier: MIT */
/*
 * The supervisor's one loop: waits for signals, QMP, the guest agent and the ladder's next step,
 * and for nothing else. While none of these happens it doesn't run.
 */
#ifndef SUPERVISOR_SUPERVISOR_H
#define SUPERVISOR_SUPERVISOR_H

#include "child.h"
#include "options.h"
#include "run_folder/run_folder.h"

/** Returns the exit status once QEMU has ended. An error before that is only one of making the
 * loop, for which nothing but a message is left: -errno, and QEMU is killed. */
int supervise(const struct options *options, const struct signals *signals,
	      const struct run_folder *folder, pid_t qemu, struct error *err);

#endif
