/* SPDX-License-Identifier: MIT */
/*
 * Processor models and numbers that TCG takes and KVM may refuse.
 */
#ifndef KVM_PROCESSOR_H
#define KVM_PROCESSOR_H

#include "line.h"

bool processor_forbids(const struct line *line, char *ret_reason);

#endif
