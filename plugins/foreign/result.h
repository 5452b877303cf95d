/* SPDX-License-Identifier: MIT */
/* What came out of a call: whether it is a success, and as text for templates and people. */
#ifndef FOREIGN_RESULT_H
#define FOREIGN_RESULT_H

#include "buffer.h"
#include "call.h"
#include "declaration.h"

#include "text/strbuf.h"

struct result {
	const struct type *type;
	const struct outcome *outcome;
	const struct buffer *buffer;
	/** A secret is among the arguments: what came back as text or bytes may tell it. */
	bool is_secret;
};

bool result_is_ok(const struct result *result, enum ok ok);

/** Puts a reference to the result or the buffer into words. */
void result_add(struct strbuf *out, const struct result *result, const struct reference *reference);

/** Messages don't tell what this reference becomes. A number is told: it says why a call failed. */
bool result_is_secret(const struct result *result, const struct reference *reference);

/** The value as in C, for messages: 17, "text", null, true. Not for void. */
void result_show(struct strbuf *out, const struct result *result);

#endif
