/* SPDX-License-Identifier: MIT */
/* A call in words, much as C would write it: for notes, facts, reasons and errors. What is secret,
 * or made of that, is "***". */
#ifndef FOREIGN_SHOW_H
#define FOREIGN_SHOW_H

#include "arguments.h"
#include "result.h"

/** Quoted, with hidden bytes spelled out; a long text loses its end. */
void show_text(struct strbuf *out, const char *text, size_t length);

/** `const char *acme_mac_for("vm1") of libacme.so.3` */
void show_call(struct strbuf *out, const struct declaration *d, const struct arguments *arguments);

/** What is between the brackets. */
void show_arguments(struct strbuf *out, const struct declaration *d,
		    const struct arguments *arguments);

/** The first bytes of the buffer in hexadecimal. */
void show_buffer(struct strbuf *out, const struct result *result);

#endif
