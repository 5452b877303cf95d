/* SPDX-License-Identifier: MIT */
/*
 * Values of options, property by property, by the grammar QEMU reads them with: QemuOpts, keyval,
 * -cpu's own, or one JSON object. An edit splices the text: everything it does not concern stays
 * byte for byte, repeats, order and odd spellings included.
 *
 * `option` is the table row, `text` the option's own value. Results live in the arena.
 */
#ifndef COMMAND_VALUE_H
#define COMMAND_VALUE_H

#include "base/arena.h"
#include "base/error.h"
#include "command/option_table.h"

#include <stdbool.h>

/** The type a value gets where it is new in a JSON object. */
enum value_type { VALUE_STRING, VALUE_BOOLEAN, VALUE_NUMBER };

/** The value has properties at all (it is not one plain text). */
bool value_has_properties(const struct option_info *option, const char *text);

/**
 * One property, decoded: of a repeated key the last, of `id` the first; flags read "on" or "off".
 * 1: found, 0: not there, -EINVAL: malformed JSON.
 */
int value_get(const struct option_info *option, const char *text, const char *key,
	      struct arena *arena, const char **ret_value, struct error *err);

/** The index-th property as written, repeats included; 1, 0: no more, or negative. */
int value_at(const struct option_info *option, const char *text, size_t index, struct arena *arena,
	     const char **ret_key, const char **ret_value, struct error *err);

/** A property, decoded. */
struct value_property {
	const char *key, *value;
};

/** All that value_at() gives, at the cost of one call of it: 0 or negative. The array is the
 * arena's. */
int value_all(const struct option_info *option, const char *text, struct arena *arena,
	      const struct value_property **ret_all, size_t *ret_count, struct error *err);

/**
 * Sets the property at `position`, or with -1 the last one of that key, appended if there is none.
 * -ERANGE: no such position; -EINVAL: the grammar can't carry the key or value.
 */
int value_set(const struct option_info *option, const char *text, const char *key, long position,
	      const char *value, enum value_type type, struct arena *arena, const char **ret_text,
	      struct error *err);

/** Removes every occurrence of the key; the text itself if there is none. */
int value_unset(const struct option_info *option, const char *text, const char *key,
		struct arena *arena, const char **ret_text, struct error *err);

#endif
