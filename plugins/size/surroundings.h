/* SPDX-License-Identifier: MIT */
/* Reads what is there: control groups, processors, memory. */
#ifndef SIZE_SURROUNDINGS_H
#define SIZE_SURROUNDINGS_H

#include "fit.h"

void surroundings_read(const char *root, struct room *ret_room);

#endif
