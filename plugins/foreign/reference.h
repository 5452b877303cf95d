/* SPDX-License-Identifier: MIT */
/*
 * `${...}` in arguments and templates: something of the command line, of QEMU's environment, or of
 * the call's result.
 *
 *     ${SELECTOR}  ${#SELECTOR}  ${SELECTOR:-DEFAULT}
 *     ${env:NAME}  ${#env:NAME}  ${env:NAME:-DEFAULT}
 *     ${result} ${result.hex} ${result.byteN}
 *     ${buffer} ${buffer.hex} ${buffer.byteN} ${buffer.uuid}
 */
#ifndef FOREIGN_REFERENCE_H
#define FOREIGN_REFERENCE_H

#include "complaint.h"

enum reference_kind { REFERENCE_SELECTOR, REFERENCE_VARIABLE, REFERENCE_RESULT, REFERENCE_BUFFER };

enum reference_form { FORM_TEXT, FORM_HEX, FORM_BYTE, FORM_UUID };

struct reference {
	enum reference_kind kind;
	/** The selector without its property, or the variable's name. */
	struct slice name;
	/** A selector's property; empty: the whole option is meant. */
	struct slice property;
	/** `${#...}`: the length in bytes is meant, not the text. */
	bool is_length;
	/** What counts if there is nothing, or nothing in it. */
	bool has_fallback;
	struct slice fallback;
	/** Of results and buffers. */
	enum reference_form form;
	/** FORM_BYTE: which; 0 is the lowest, or the first. */
	size_t byte;
	/** Where it begins. */
	size_t column;
};

/** Reads the reference that begins at `*at`, which is at "${" and part of `text`; `*at` then stands
 * behind it. -EINVAL with the complaint filled. */
int reference_parse(const char *text, const char **at, struct reference *ret_reference,
		    struct complaint *ret_complaint);

/** Reads a selector: the one inside a reference, or the whole of an option such as `set`. `column`
 * is that of its first byte. */
int selector_split(struct slice text, size_t column, struct slice *ret_name,
		   struct slice *ret_property, struct complaint *ret_complaint);

#endif
