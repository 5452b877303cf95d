/* SPDX-License-Identifier: MIT */
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 48

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;
	return least < c ? least : c;
}

/* Levenshtein distance with one row; names longer than LONGEST are nobody's typing error. */
static size_t distance(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b);
	if (a_length > LONGEST || b_length > LONGEST)
		return SIZE_MAX;
	size_t row[LONGEST + 1];
	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t above = row[j];
			size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
			row[j] = smallest(row[j - 1] + 1, above + 1, substituted);
			diagonal = above;
		}
	}
	return row[b_length];
}

const char *nearest_name(const char *word, const char *const *candidates, size_t count)
{
	const char *best = NULL;
	size_t best_distance = strlen(word) / 3 + 2;
	for (size_t i = 0; i < count; i++) {
		if (!candidates[i])
			continue;
		size_t d = distance(word, candidates[i]);
		/* A word with nothing in common is no suggestion. */
		if (d < best_distance && d < strlen(candidates[i])) {
			best = candidates[i];
			best_distance = d;
		}
	}
	return best;
}
