/* SPDX-License-Identifier: MIT */
/*
 * Boards whose memory and processors can be chosen. Many others have the memory that the real ones
 * have, and QEMU refuses any other.
 */
#ifndef SIZE_BOARD_H
#define SIZE_BOARD_H

#include <qemu-wrapper/plugin.h>

/* The most processors that a board of its kind takes in every release and by every accelerator;
 * 0: its size can't be chosen, or nothing is known of it. */
unsigned int board_processors(const char *target, const char *type);

/* The same for the board of the line. */
unsigned int board_of_line(const struct qw_command *cmd);

#endif
