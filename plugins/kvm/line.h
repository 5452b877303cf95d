/* SPDX-License-Identifier: MIT */
/*
 * A line that chooses no accelerator and could get KVM, and the form of the answer to: what speaks
 * against it?
 *
 * QEMU falls back from KVM to TCG only where KVM itself does not start. What a board, a device or a
 * processor model finds wrong with KVM later is fatal. So a line that runs under TCG must not get
 * KVM if it has a setting that KVM may refuse.
 */
#ifndef KVM_LINE_H
#define KVM_LINE_H

#include <stdbool.h>

#include <qemu-wrapper/plugin.h>

struct line {
	const struct qw_command *cmd;
	const char *target;
	/* To be asked what this KVM can do. */
	const char *device;
	/* A line without -cpu gets -cpu host along with KVM. */
	bool host_cpu;
};

#define REASON_MAX 256

/* Writes the reason and returns true: `return against(reason, "...", ...);` */
__attribute__((format(printf, 2, 3))) bool against(char *ret_reason, const char *format, ...);

/* True for the words that QEMU takes for on. NULL is not. */
bool is_on(const char *value);

#endif
