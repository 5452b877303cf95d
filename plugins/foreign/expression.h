/* SPDX-License-Identifier: MIT */
/*
 * The arguments of a call as the configuration writes them, separated by commas:
 *
 *     17  -1  0x2f  2.5  true  false  null  "text with ${...}"  ${SELECTOR}  ${env:NAME}  buffer(N)
 */
#ifndef FOREIGN_EXPRESSION_H
#define FOREIGN_EXPRESSION_H

#include "prototype.h"
#include "reference.h"

#define BUFFER_MOST_BYTES 65536

enum argument_kind {
	ARGUMENT_INTEGER,
	ARGUMENT_REAL,
	ARGUMENT_BOOL,
	ARGUMENT_NULL,
	ARGUMENT_TEXT,
	ARGUMENT_REFERENCE,
	ARGUMENT_BUFFER
};

struct argument {
	enum argument_kind kind;
	/** As it is written; ARGUMENT_TEXT: what is between the quotes. */
	struct slice text;
	size_t column;
	/** ARGUMENT_INTEGER, ARGUMENT_BOOL. */
	struct integer integer;
	/** ARGUMENT_REAL. */
	double real;
	/** ARGUMENT_REFERENCE. */
	struct reference reference;
	/** ARGUMENT_BUFFER: bytes. */
	size_t size;
};

struct expression {
	/** What was read; slices are part of it. */
	const char *text;
	struct argument arguments[PROTOTYPE_MOST_PARAMETERS];
	size_t count;
};

/** 0, or -EINVAL with the complaint filled. */
int expression_parse(const char *text, struct expression *ret_expression,
		     struct complaint *ret_complaint);

/** Number, types and, of constants, ranges are those of the prototype. */
int expression_check(const struct expression *expression, const struct prototype *prototype,
		     struct complaint *ret_complaint);

/** The size of the buffer among the arguments; 0: there is none. */
size_t expression_buffer(const struct expression *expression);

#endif
