/* SPDX-License-Identifier: MIT */
/*
 * Notes for people: what is worth saying but stops nothing. `explain` shows them all; warnings go
 * to standard error when QEMU is started. Text and names are borrowed from the arena of the step
 * that left the note.
 */
#ifndef BASE_NOTE_H
#define BASE_NOTE_H

#include "base/vector.h"

#include <errno.h>

enum note_level { NOTE_INFO = 1, NOTE_WARNING = 2, NOTE_ERROR = 3 };

struct note {
	/** Who says it; NULL: the wrapper itself. */
	const char *plugin;
	enum note_level level;
	const char *text;
};

struct notes {
	VECTOR(struct note) list;
};

/** 0 or -ENOMEM. A NULL text (no memory to print it) is -ENOMEM too. */
static inline int notes_add(struct notes *notes, const char *plugin, enum note_level level,
			    const char *text)
{
	struct note *note = text ? VECTOR_ADD(&notes->list) : NULL;
	if (!note)
		return -ENOMEM;
	*note = (struct note){ plugin, level, text };
	return 0;
}

#endif
