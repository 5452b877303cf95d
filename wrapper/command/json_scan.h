/* SPDX-License-Identifier: MIT */
/* Finds the members of a JSON object in a text, without building anything. */
#ifndef COMMAND_JSON_SCAN_H
#define COMMAND_JSON_SCAN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vector.h"

struct json_member {
	/** Decoded, in the arena. */
	const char *key;
	/** The member is text[start..end), its value text[value..end). */
	size_t start, value, end;
};

struct json_object {
	VECTOR(struct json_member) members;
	/** Offset of its '}'. */
	size_t close;
};

/** Scans the object that begins at text[at] ('{'). -EINVAL with the offset where it is malformed.
 */
int json_scan(const char *text, size_t at, struct arena *arena, struct json_object *ret_object,
	      struct error *err);

/** Decodes the string that begins at text[at] (a quote) up to `end`. NULL: no memory. */
char *json_decode_string(const char *text, size_t at, size_t end, struct arena *arena);

/** Whether the text is exactly one JSON number. */
int json_is_number(const char *text);

void json_object_cleanup(struct json_object *object);

#define CLEANUP_JSON_OBJECT CLEANUP(json_object_cleanup)

#endif
