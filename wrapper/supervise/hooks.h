/* SPDX-License-Identifier: MIT */
/* The plugin `supervisor`: its hooks find a struct supervision as their state. */
#ifndef SUPERVISE_HOOKS_H
#define SUPERVISE_HOOKS_H

#include <qemu-wrapper/plugin.h>

extern const struct qw_plugin supervisor_descriptor;

#endif
