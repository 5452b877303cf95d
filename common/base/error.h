/* SPDX-License-Identifier: MIT */
/*
 * Errors: a negative errno is returned, and what a person needs to know stands in a struct error
 * that the caller gave. It is built where the error happens, in the return statement:
 *
 *     return error_set(err, EINVAL, "%s:%d: unknown key '%s'", file, line, key);
 *
 * Callers add context with error_prefix(). Untouched on success. Owned by whoever declared it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/cleanup.h"

struct error {
	/** Positive errno; 0: no error. */
	int code;
	/** The message, or NULL if there was no memory for it; owned. */
	char *text;
};

/** Sets the error unless one is set already (the first cause is the one to tell); returns -code. */
int error_set(struct error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Puts text before the message; keeps the code and returns -code. */
int error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** "out of memory", in the one form everybody uses; returns -ENOMEM. */
int error_memory(struct error *err);

/** The message; never NULL. */
const char *error_text(const struct error *err);

/** Releases the message and makes the error empty again. */
void error_clear(struct error *err);

#define CLEANUP_ERROR CLEANUP(error_clear)

#endif
