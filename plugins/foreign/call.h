/* SPDX-License-Identifier: MIT */
/*
 * The call itself: the only part that knows the dynamic linker and libffi. No closures are made and
 * no memory is made executable. Everything that can be checked was checked before; if the prototype
 * is not the function's own, what happens is undefined.
 */
#ifndef FOREIGN_CALL_H
#define FOREIGN_CALL_H

#include "prototype.h"

/** A returned string may have so many bytes. */
#define CALL_MOST_TEXT 65536

struct call {
	const char *library;
	/** The name alone. */
	const char *function;
	const struct prototype *prototype;
	/** The result, if it is a string, is to be freed. */
	bool frees_result;
};

struct outcome {
	union value value;
	/** A string result, copied; NULL: the function returned NULL, or no string. Owned. */
	char *text;
	/** errno as the function left it; 0: it didn't touch it. */
	int code;
};

/** Loads the library, which stays loaded, and calls the function. 0 or a negative errno with
 * `ret_complaint` filled, but for its column. */
int call_function(const struct call *call, union value *arguments, struct outcome *ret_outcome,
		  struct complaint *ret_complaint);

void outcome_release(struct outcome *outcome);

#endif
