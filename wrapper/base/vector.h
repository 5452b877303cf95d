/* SPDX-License-Identifier: MIT */
/*
 * Growable arrays. VECTOR(type) declares one; VECTOR_ADD() makes room for one more element, zeroed,
 * and gives its address (NULL: no memory). Elements move when it grows: keep indexes, not pointers.
 * `VECTOR(int) v = { 0 };` is an empty vector; the owner frees `v.items`.
 */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define VECTOR(type)          \
	struct {              \
		type *items;  \
		size_t count; \
		size_t room;  \
	}

/** Grows `items` so that one more element of `size` bytes fits; 0, or -1 without memory. */
static inline int vector_grow(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return 0;
	size_t larger = *room ? *room : 8;
	size_t bytes;
	if ((*room && __builtin_mul_overflow(*room, 2, &larger)) ||
	    __builtin_mul_overflow(larger, size, &bytes))
		return -1;
	void *grown = realloc(*(void **)items, bytes);
	if (!grown)
		return -1;
	*(void **)items = grown;
	*room = larger;
	return 0;
}

#define VECTOR_ADD(vector)                                                                         \
	(vector_grow(&(vector)->items, (vector)->count, &(vector)->room, sizeof(*(vector)->items)) \
		 ? NULL                                                                            \
		 : memset(&(vector)->items[(vector)->count++], 0, sizeof(*(vector)->items)))

#endif
