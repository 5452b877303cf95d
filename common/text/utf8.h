/* SPDX-License-Identifier: MIT */
/* UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of the character that `text` begins with, 0: it is none. `text` ends with a NUL. */
size_t utf8_decode(const char *text, uint32_t *ret_code);

bool utf8_is_valid(const char *text);

#endif
