/* SPDX-License-Identifier: MIT */
/*
 * Who we are called as. By the exact name "qemu-wrapper" we are the tool with its subcommands; by
 * any other name we are a drop-in, and no argument is ours.
 */
#ifndef PERSONALITY_H
#define PERSONALITY_H

#include <stdbool.h>

struct personality {
	bool is_tool;
	/** Base name that decided, and that QEMU is called by: of argv[0], or if that is missing or
	 * empty of the file that was executed (AT_EXECFN). Borrowed. */
	const char *name;
	/** Name of the program that we stand in for: that of the file that was executed, whatever
	 * argv[0] says, unless it has no name of its own. Borrowed. */
	const char *stands_for;
	/** The file that was executed, or NULL. Borrowed. */
	const char *file;
};

struct personality personality_of(const char *argv0);

#endif
