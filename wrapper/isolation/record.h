/* SPDX-License-Identifier: MIT */
/*
 * How a child tells its parent what it did: records of a type and typed fields, one behind the
 * other. Both are the same program, so numbers stand as they are in memory.
 *
 * The reader believes nothing: the child ran code that may have written anywhere. It stays within
 * its bytes, gives out no string that isn't ended, and stops at the first thing that is wrong;
 * after that all reads give 0 or NULL, so that only record_end() has to be asked.
 *
 *     record_begin(&text, TYPE);                while (record_next(&reader, &type) > 0) {
 *     record_add_u32(&text, 7);                         number = record_u32(&reader);
 *     record_add_string(&text, "seven");                name = record_string(&reader);
 *     record_finish(&text);                             if (record_end(&reader, err)) ...
 *                                               }
 */
#ifndef ISOLATION_RECORD_H
#define ISOLATION_RECORD_H

#include "base/error.h"
#include "base/strbuf.h"

#include <stdint.h>

/** More records than any plugin has edits. */
#define RECORD_MOST 100000u

/** The fewest bytes of a field. */
enum { RECORD_U32_SIZE = 5, RECORD_I64_SIZE = 9, RECORD_STRING_SIZE = 1, RECORD_TEXT_SIZE = 6 };

/* Writing. A text that ran out of memory stays `failed`. */
void record_begin(struct strbuf *text, uint32_t type);
void record_add_u32(struct strbuf *text, uint32_t number);
void record_add_i64(struct strbuf *text, int64_t number);
/** NULL is another thing than an empty string. */
void record_add_string(struct strbuf *text, const char *string);
void record_finish(struct strbuf *text);

struct record_reader {
	/** Borrowed; strings point into them. */
	const unsigned char *bytes;
	size_t size, at;
	/** Records so far. */
	size_t count;
	/** What is wrong at `at`, or NULL. */
	const char *problem;
};

void record_reader_begin(struct record_reader *ret_reader, const void *bytes, size_t size);

/** 1: a record begins; 0: there are no more; -EBADMSG: something is wrong. */
int record_next(struct record_reader *reader, uint32_t *ret_type, struct error *err);

uint32_t record_u32(struct record_reader *reader);
int64_t record_i64(struct record_reader *reader);
/** NULL: it was NULL, or something is wrong. */
const char *record_string(struct record_reader *reader);
/** The same where NULL is wrong. */
const char *record_text(struct record_reader *reader);
/** A number of things that follow, of which each takes at least `size` bytes, the sum of what its
 * fields do: it can't be more than there are bytes for. */
size_t record_count(struct record_reader *reader, size_t size);

/** The record must end here, and all of it must have been right: -EBADMSG otherwise. */
int record_end(struct record_reader *reader, struct error *err);

#endif
