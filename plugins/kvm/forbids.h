/* SPDX-License-Identifier: MIT */
/*
 * What on a line speaks against adding KVM: options that need TCG or watch it, that bring in the
 * state of another guest, that are Xen's; and what board.h and processor.h find.
 */
#ifndef KVM_FORBIDS_H
#define KVM_FORBIDS_H

#include "line.h"

/* True, and the reason (REASON_MAX bytes) in words that go behind "KVM is not added: ". */
bool forbids_find(const struct line *line, char *ret_reason);

#endif
