/* SPDX-License-Identifier: MIT */
/* What stands in some file or path, in a form that can't disturb a line. */
#ifndef KVM_SHOWN_H
#define KVM_SHOWN_H

#include <stddef.h>

/* Copies it: control characters become '?', and what doesn't fit ends in "...". */
void shown_copy(const char *raw, char *ret_shown, size_t room);

#endif
