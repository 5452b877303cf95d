/* SPDX-License-Identifier: MIT */
/* What most unit tests need: cmocka with its headers, the size of a table, which rounds to do, and
 * random numbers that are the same in every run. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Of very many rounds each, or one in so many: valgrind is slow, and sees in few what it sees in
 * all. */
static inline size_t one_in(void)
{
	return getenv("QW_VALGRIND") ? 13 : 1;
}

/* A number below `limit`; xorshift64, the caller seeds `state` with anything but 0. */
static inline size_t random_below(uint64_t *state, size_t limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (size_t)((*state >> 11) % limit);
}

/* Up to `longest` random bytes of `alphabet`; `text` has room for one more. */
static inline void random_text(uint64_t *state, const char *alphabet, char *text, size_t longest)
{
	size_t length = random_below(state, longest + 1);
	for (size_t i = 0; i < length; i++)
		text[i] = alphabet[random_below(state, strlen(alphabet))];
	text[length] = '\0';
}

#endif
