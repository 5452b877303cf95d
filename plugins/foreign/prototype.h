/* SPDX-License-Identifier: MIT */
/*
 * A C prototype, `RETURN NAME(TYPE [name], ...)`, read as C would and checked for what a foreign
 * hook can call. Nothing can check whether the function really is like that.
 */
#ifndef FOREIGN_PROTOTYPE_H
#define FOREIGN_PROTOTYPE_H

#include "type.h"

#define PROTOTYPE_MOST_PARAMETERS 8

struct prototype {
	struct type result;
	/** Part of the text that was read. */
	struct slice name;
	struct type parameters[PROTOTYPE_MOST_PARAMETERS];
	size_t count;
};

/** 0, or -EINVAL with the complaint filled. */
int prototype_parse(const char *text, struct prototype *ret_prototype,
		    struct complaint *ret_complaint);

#endif
