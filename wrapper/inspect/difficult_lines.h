/* SPDX-License-Identifier: MIT */
/*
 * Command lines that plugins must survive: what people, programs and mistakes write. A plugin may
 * refuse any of them; it may not crash, hang or change its process by one.
 */
#ifndef INSPECT_DIFFICULT_LINES_H
#define INSPECT_DIFFICULT_LINES_H

#include "base/arena.h"

struct difficult_line {
	/** What is difficult about it, to follow on "a line with". */
	const char *about;
	/** The words, argv[0] first; NULL-terminated. */
	const char *const *argv;
};

/** How many there are. The first is an ordinary one. */
size_t difficult_line_count(void);

/** The index-th; its words are constant or in the arena. -ENOMEM. */
int difficult_line(size_t index, struct arena *arena, struct difficult_line *ret_line);

/** The environment that goes with them, which has odd entries too. */
const char *const *difficult_environment(void);

#endif
