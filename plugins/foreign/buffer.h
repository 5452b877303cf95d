/* SPDX-License-Identifier: MIT */
/*
 * Memory that a foreign function fills. It ends where a page begins that nobody may touch, so that
 * a function that writes behind it crashes (in its child) instead of changing something else.
 */
#ifndef FOREIGN_BUFFER_H
#define FOREIGN_BUFFER_H

#include <stddef.h>

struct buffer {
	/** `size` zero bytes; NULL: there is none. */
	unsigned char *bytes;
	size_t size;
	/** What was mapped. */
	void *mapping;
	size_t mapped;
};

/** 0 or -errno. */
int buffer_make(size_t size, struct buffer *ret_buffer);

void buffer_release(struct buffer *buffer);

#endif
