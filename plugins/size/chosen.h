/* SPDX-License-Identifier: MIT */
/*
 * What the line chooses by itself, in any spelling. Where that can't be told for certain, it counts
 * as chosen.
 */
#ifndef SIZE_CHOSEN_H
#define SIZE_CHOSEN_H

#include <qemu-wrapper/plugin.h>
#include <stdbool.h>

/* -m, a memory backend as the board's memory, or nodes that say how much they have. */
bool memory_is_chosen(const struct qw_command *cmd);

/* -smp, nodes that say which processors they have, or -icount with rr=, which takes one only. */
bool processors_are_chosen(const struct qw_command *cmd);

/* How many a line has that chooses them; 1 if that can't be told. */
unsigned int processors_chosen(const struct qw_command *cmd);

#endif
