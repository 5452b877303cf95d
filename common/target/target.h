/* SPDX-License-Identifier: MIT */
/*
 * Which machine a QEMU emulates, by its program's name, and whether KVM can run it here.
 *
 * What counts is what QEMU was compiled for. The wrapper comes from the same system, so that is
 * what it was compiled for itself. Pure.
 */
#ifndef TARGET_TARGET_H
#define TARGET_TARGET_H

#include <stdbool.h>

#define TARGET_MAX 24

/* The architecture that this program was compiled for, as QEMU names targets; "" if KVM has none.
 */
const char *target_of_host(void);

/* The target that a program of that base name emulates: "x86_64" of qemu-system-x86_64, the host's
 * own of kvm. False: the name does not say it. */
bool target_of_program(const char *name, char *ret_target);

/* Can a QEMU that was compiled for `host` use KVM for `target`? */
bool target_has_kvm(const char *target, const char *host);

bool target_is_x86(const char *target);

#endif
