/* SPDX-License-Identifier: MIT */
/* Suggestions for mistyped names. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/** The candidate with the smallest edit distance to `word`, or NULL if none is near enough to be
 * meant. `count` candidates; NULL ones are passed over. Borrowed from `candidates`. */
const char *nearest_name(const char *word, const char *const *candidates, size_t count);

#endif
