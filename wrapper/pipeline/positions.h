/* SPDX-License-Identifier: MIT */
/*
 * Where the elements of a command are, by serial number: made once, so that a report over many
 * changes stays linear. Borrows the command; lives in the arena.
 */
#ifndef PIPELINE_POSITIONS_H
#define PIPELINE_POSITIONS_H

#include "command/command.h"
#include "pipeline/journal.h"

struct positions {
	const struct command *command;
	/** Indexed by serial: the item and the argv index of its first word, each plus one; 0: it
	 * is not there. */
	size_t *item, *word;
	size_t limit;
};

/** `command` may be NULL: then nothing is there. */
int positions_make(struct positions *ret_positions, const struct command *command,
		   struct arena *arena);

/** The element with this serial, or NULL. `ret_word`, unless NULL, is told its first word. */
const struct element *positions_find(const struct positions *positions, uint32_t serial,
				     size_t *ret_word);

/** Index in argv of the word that a change concerns, as journal_change_index(). */
ptrdiff_t positions_of_change(const struct positions *positions, const struct change *change);

#endif
