/* SPDX-License-Identifier: MIT */
/*
 * What shall become of one -vnc value as a whole: all its addresses and `to=` together.
 *
 * Everything is decided before anything is edited, so that no value is left half corrected. Pure;
 * whoever applies it asks meaning_of() for each address once more.
 */
#ifndef VNC_CORRECTION_H
#define VNC_CORRECTION_H

#include "meaning.h"
#include "properties.h"

enum correction_verdict { CORRECTION_NONE, CORRECTION_EDIT, CORRECTION_REFUSE };

struct correction {
	enum correction_verdict verdict;
	/* The new `to=`; empty: it stays as it is. */
	char to[24];
	const char *to_reason;
	/* The first address that is edited or, if there is one, the first that is refused. */
	const char *address;
	/* What it means: what to write and why. */
	struct meaning meaning;
};

void correction_of(const struct properties *value, const struct meaning_rules *rules,
		   struct correction *ret_correction);

#endif
