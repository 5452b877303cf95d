/* SPDX-License-Identifier: MIT */
/*
 * Boards, and devices and settings of theirs, that KVM can't run or may refuse.
 */
#ifndef KVM_BOARD_H
#define KVM_BOARD_H

#include "line.h"

bool board_forbids(const struct line *line, char *ret_reason);

#endif
