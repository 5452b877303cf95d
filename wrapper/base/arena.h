/* SPDX-License-Identifier: MIT */
/*
 * Memory that is released all at once. Every string and structure of a launch lives in an arena:
 * nothing is freed one by one, and nothing can outlive the step it belongs to. All functions
 * return NULL when there is no memory. Memory is zeroed and aligned for any type.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/cleanup.h"

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

void *arena_alloc(struct arena *arena, size_t size);
/** count * size, checked for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/** Releases everything; the arena is empty and can be used again. */
void arena_release(struct arena *arena);

#define CLEANUP_ARENA CLEANUP(arena_release)

#endif
