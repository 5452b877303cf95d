/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that a line names by number: fd=4, fds=4:5, vhostfd=4, fd:4, /dev/fd/4, "fd": "4",
 * addr.type=fd,addr.str=4, exec:cat <&4. Read without any grammar, so that none is missed: a number
 * too many does no harm here. What files of -readconfig name is not seen.
 */
#ifndef COMMAND_NAMED_DESCRIPTORS_H
#define COMMAND_NAMED_DESCRIPTORS_H

#include "command/command.h"

bool command_names_descriptor(const struct command *command, int number);

#endif
