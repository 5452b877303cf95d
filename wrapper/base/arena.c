/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/sanitized.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Under AddressSanitizer every piece is a block of its own, so that a read past a string or after
 * a hook has returned is found. */
#define BLOCK_SIZE (SANITIZED_ADDRESS ? (size_t)1 : (size_t)8192)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

static struct arena_block *block_new(struct arena *arena, size_t size)
{
	size_t total;
	if (__builtin_add_overflow(size, sizeof(struct arena_block), &total))
		return NULL;
	struct arena_block *block = malloc(total);
	if (!block)
		return NULL;
	block->size = size;
	block->used = 0;
	/* A large piece goes behind the block in use, whose rest stays usable. */
	if (arena->blocks && size > BLOCK_SIZE) {
		block->next = arena->blocks->next;
		arena->blocks->next = block;
	} else {
		block->next = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t alignment = alignof(max_align_t);
	size_t rounded;
	/* An empty piece has an aligned address too. */
	size += !size;
	if (__builtin_add_overflow(size, BLOCK_SIZE == 1 ? 0 : alignment - 1, &rounded))
		return NULL;
	if (BLOCK_SIZE != 1)
		rounded &= ~(alignment - 1);
	struct arena_block *block = arena->blocks;
	if (!block || block->size - block->used < rounded) {
		block = block_new(arena, rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE);
		if (!block)
			return NULL;
	}
	/* Zeroed piece by piece: of most blocks only a small part is ever used. */
	void *piece = memset(block->data + block->used, 0, rounded);
	block->used += rounded;
	return piece;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;
	return __builtin_mul_overflow(count, size, &total) ? NULL : arena_alloc(arena, total);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	size_t size;
	if (__builtin_add_overflow(length, 1, &size))
		return NULL;
	char *copy = arena_alloc(arena, size);
	if (copy)
		memcpy(copy, text, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_release(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *block = arena->blocks;
		arena->blocks = block->next;
		free(block);
	}
}
