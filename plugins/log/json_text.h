/* SPDX-License-Identifier: MIT */
/* Strings in JSON, in ASCII, as `explain --json` writes them. */
#ifndef LOG_JSON_TEXT_H
#define LOG_JSON_TEXT_H

#include "text/strbuf.h"

/* A string; {"base64": "..."} if it is no UTF-8; null for NULL. */
void json_text(struct strbuf *out, const char *text);

/* A member's key: U+FFFD for each byte that is no UTF-8. */
void json_key(struct strbuf *out, const char *key);

#endif
