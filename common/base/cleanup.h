/* SPDX-License-Identifier: MIT */
/*
 * Scope-bound release of what a function owns. A declaration such as `CLEANUP_FREE char *text`
 * frees on every way out; STEAL() hands the value on and leaves nothing behind to release.
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free_pointer(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_close_descriptor(const int *fd)
{
	/* Error paths report errno after their cleanups have run. */
	int saved = errno;
	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

#define CLEANUP(function) __attribute__((cleanup(function)))
#define CLEANUP_FREE      CLEANUP(cleanup_free_pointer)
#define CLEANUP_CLOSE     CLEANUP(cleanup_close_descriptor)

#define STEAL(pointer)                                   \
	({                                               \
		__typeof__(pointer) stolen_ = (pointer); \
		(pointer) = (__typeof__(pointer))NULL;   \
		stolen_;                                 \
	})

#endif
