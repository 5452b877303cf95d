/* SPDX-License-Identifier: MIT */
/* All descriptors of a range, also where the kernel has no call for it. */
#ifndef IO_DESCRIPTORS_H
#define IO_DESCRIPTORS_H

#include <limits.h>

/** The last one of all. */
#define DESCRIPTOR_LAST UINT_MAX

/** Closes those from `first` to `last`; none where that is before it. */
void descriptors_close(unsigned int first, unsigned int last);

#endif
