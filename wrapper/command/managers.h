/* SPDX-License-Identifier: MIT */
/*
 * Programs that start QEMU and keep books of what they asked for: the VNC port they chose is the
 * one they tell their users. They are known by marks in the line that they always leave.
 */
#ifndef COMMAND_MANAGERS_H
#define COMMAND_MANAGERS_H

#include "command/command.h"

/** The name of the manager whose mark this element bears, or NULL. */
const char *managers_find(const struct element *element, struct arena *scratch);

#endif
