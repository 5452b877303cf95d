/* SPDX-License-Identifier: MIT */
/* Whether standard output is coloured. */
#ifndef TOOL_COLOUR_H
#define TOOL_COLOUR_H

#include <stdbool.h>

/** It is a terminal that knows colours, and NO_COLOR doesn't forbid them. */
bool colour_is_wanted(void);

#endif
