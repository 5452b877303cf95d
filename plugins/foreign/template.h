/* SPDX-License-Identifier: MIT */
/*
 * Text with references in it. It is not parsed into anything: whoever wants to know what is in it
 * walks over its pieces, before the call to check and after it to put the text together. `$${` is a
 * literal `${`.
 */
#ifndef FOREIGN_TEMPLATE_H
#define FOREIGN_TEMPLATE_H

#include "reference.h"

struct template_walk {
	/** Columns count from here. */
	const char *text;
	/** Where to go on, and the end. */
	const char *at, *end;
	/** A quoted string of an argument: backslashes mean something. */
	bool is_quoted;
	/** The last piece: literal bytes, or a reference. */
	bool is_reference;
	struct slice bytes;
	struct reference reference;
	/** The byte that an escape stands for. */
	char escaped;
};

/** Over a whole option. */
struct template_walk template_walk(const char *text);

/** Over what stands between the quotes of an argument; `inside` is part of `text`. */
struct template_walk template_walk_quoted(const char *text, struct slice inside);

/** The next piece. 1: there is one, 0: no more, -EINVAL: the complaint is filled. */
int template_next(struct template_walk *walk, struct complaint *ret_complaint);

/** The template consists of one reference to this alone. */
bool template_is(const char *text, enum reference_kind kind, enum reference_form form);

#endif
