/* SPDX-License-Identifier: MIT */
/* Global properties, of -global and of sections [global] in configuration files of QEMU. */
#ifndef KVM_GLOBAL_H
#define KVM_GLOBAL_H

#include <stdbool.h>

/**
 * Whether `text` may be one that a line runs with under TCG and not under KVM. It is a value of
 * -global, or one of the three of a section: names are looked for, and what may be one of them is
 * taken for it.
 */
bool global_is_checked(const char *text);

#endif
