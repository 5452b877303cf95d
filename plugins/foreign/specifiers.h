/* SPDX-License-Identifier: MIT */
/* The words that make up a C type, such as `unsigned long int`, in any order that C allows. */
#ifndef FOREIGN_SPECIFIERS_H
#define FOREIGN_SPECIFIERS_H

#include "type.h"

struct specifiers {
	/** How often each word was there. */
	unsigned char is_void, is_bool, is_char, is_int, is_double;
	unsigned char is_short, is_long, is_signed, is_unsigned;
	bool is_const;
	/** A type that is one word, or an enum. */
	const struct type *named;
	/** Where the first word stands; 0: there was none. */
	size_t column;
	/** The first word, for messages. */
	struct slice first;
};

/** Adds a word. 1: it belongs to the type; 0: it doesn't, so it may be a name; -EINVAL: it is a
 * type that can't be used here. */
int specifiers_add(struct specifiers *specifiers, struct slice word, size_t column,
		   struct complaint *ret_complaint);

/** `enum TAG`: an int. */
int specifiers_add_enum(struct specifiers *specifiers, struct slice word, size_t column,
			struct complaint *ret_complaint);

/** There is a word that says which type it is, so that the next unknown word must be a name. */
bool specifiers_are_complete(const struct specifiers *specifiers);

/** What they mean without a star. */
int specifiers_type(const struct specifiers *specifiers, struct type *ret_type,
		    struct complaint *ret_complaint);

/** Plain char: the only type that a pointer may point to. */
bool specifiers_are_char(const struct specifiers *specifiers);

#endif
