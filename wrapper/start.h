/* SPDX-License-Identifier: MIT */
/* From a plan to a running QEMU: messages, launch and outcome hooks, exec. */
#ifndef START_H
#define START_H

#include "prepare.h"

/** Starts QEMU; returns only if that failed, with the exit status. */
int start(struct prepared *prepared);

/** Says on standard error who refused the launch and why. */
void start_print_refusal(const struct refusal *refusal);

#endif
