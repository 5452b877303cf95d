/* SPDX-License-Identifier: MIT */
/*
 * Rewrites a line that wants KVM, whole, to one that runs under TCG: the accelerator in every
 * spelling, with its properties, and the host's processor model, which TCG does not have.
 */
#ifndef KVM_TCG_H
#define KVM_TCG_H

#include <stdbool.h>

#include <qemu-wrapper/plugin.h>

/* Not for lines with CHOICE_UNSURE. `chosen`: the line itself chooses KVM. 0, or what the host
 * said. `target` NULL: not known. */
int tcg_rewrite(struct qw_command *cmd, const char *target, bool chosen, const char *reason);

#endif
