/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a text of the configuration, and where: a column of it, counted from 1 in
 * bytes, and words for people that say what, why and what to do. Also pieces of such texts, which
 * are never copied: they live as long as the option they are of.
 */
#ifndef FOREIGN_COMPLAINT_H
#define FOREIGN_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>

struct complaint {
	size_t column;
	char text[320];
};

/** Fills it and returns -EINVAL. */
int complain(struct complaint *ret_complaint, size_t column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Bytes of a longer text; not terminated. */
struct slice {
	const char *at;
	size_t length;
};

/** For "%.*s": as much of it as fits a message. */
#define SLICE(slice) slice_shown(slice), (slice).at

/** At most 64 bytes, and not half a character. */
int slice_shown(struct slice slice);

/** The character that begins here, which may have several bytes. */
struct slice slice_character(const char *at);

bool slice_is(struct slice slice, const char *word);

bool is_blank(char byte);
bool is_digit(char byte);
/** A letter, a digit or an underscore. */
bool is_word(char byte);

#endif
