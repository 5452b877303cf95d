/* SPDX-License-Identifier: MIT */
/* Bytes that are no text, for formats that know nothing but text. */
#ifndef TEXT_BASE64_H
#define TEXT_BASE64_H

#include "text/strbuf.h"

/** RFC 4648, with padding. */
void base64_add(struct strbuf *out, const char *text, size_t length);

#endif
