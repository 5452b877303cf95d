/* SPDX-License-Identifier: MIT */
/*
 * Who we are called as. By the exact name "qemu-wrapper" we are the tool with its subcommands; by
 * any other name we stand in for the program of that name, and no argument is ours.
 */
#ifndef PERSONALITY_H
#define PERSONALITY_H

#include <stdbool.h>

struct personality {
	bool is_tool;
	/** Base name that decided; of argv[0], or if that is missing or empty of the file that was
	 * executed (AT_EXECFN). Borrowed. */
	const char *name;
};

struct personality personality_of(const char *argv0);

#endif
