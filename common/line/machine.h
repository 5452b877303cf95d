/* SPDX-License-Identifier: MIT */
/* Which machine a line is for. */
#ifndef LINE_MACHINE_H
#define LINE_MACHINE_H

#include <qemu-wrapper/plugin.h>

#include "target/target.h"

/** The target that its QEMU emulates; false, and "": the program's name doesn't say it. */
bool machine_target(const struct qw_command *cmd, char ret_target[TARGET_MAX]);

/** The last -machine that has the property counts; NULL: none has. */
const char *machine_property(const struct qw_command *cmd, const char *key);

#endif
