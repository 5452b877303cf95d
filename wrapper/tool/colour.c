/* SPDX-License-Identifier: MIT */
#include "tool/colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* https://no-color.org: set and not empty means no colour, whatever it says. */
bool colour_is_wanted(void)
{
	const char *no_colour = secure_getenv("NO_COLOR");
	const char *terminal = secure_getenv("TERM");
	if (no_colour && *no_colour)
		return false;
	return isatty(STDOUT_FILENO) && terminal && strcmp(terminal, "dumb");
}
