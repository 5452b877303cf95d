/* SPDX-License-Identifier: MIT */
/* In words, why a guest gets what it gets. Pure. */
#ifndef SIZE_REASON_H
#define SIZE_REASON_H

#include "fit.h"

#define REASON_MAX 320

/* `most`: what the board takes. */
void reason_of_processors(const struct room *room, const struct wish *wish, unsigned int count,
			  unsigned int most, char ret_reason[REASON_MAX]);

void reason_of_memory(const struct room *room, const struct wish *wish, unsigned int processors,
		      int64_t memory, char ret_reason[REASON_MAX]);

#endif
