/* SPDX-License-Identifier: MIT */
/*
 * The typed values of configuration and plugin options. Each function takes the whole text, without
 * leading or trailing blanks; 0, -EINVAL: not such a value, -ERANGE: does not fit in 63 bits.
 */
#ifndef BASE_TYPED_H
#define BASE_TYPED_H

#include <stdbool.h>
#include <stdint.h>

/** on|off, yes|no, true|false, 1|0. */
int typed_bool(const char *text, bool *ret_value);
/** Decimal or 0x hexadecimal, with sign. */
int typed_int(const char *text, int64_t *ret_value);
/** Bytes: a number, then nothing or one of K M G T P E (powers of 1024; KiB and k too). */
int typed_size(const char *text, int64_t *ret_bytes);
/** A span: a number, then ms, s (or nothing), m or h. */
int typed_time(const char *text, int64_t *ret_milliseconds);

#endif
