/* SPDX-License-Identifier: MIT */
/*
 * The comma-separated grammars: QemuOpts (util/qemu-option.c), keyval (util/keyval.c) and that of
 * -cpu. A value is cut into properties that remember where they stand in the text.
 */
#ifndef COMMAND_VALUE_OPTIONS_H
#define COMMAND_VALUE_OPTIONS_H

#include "command/value.h"

#include "base/vector.h"

enum property_form {
	/** key=value */
	FORM_PAIR,
	/** The bare first element, which belongs to the implied key. */
	FORM_IMPLIED,
	/** key or nokey; of -cpu also +key and -key. */
	FORM_FLAG,
};

struct property {
	enum property_form form;
	/** Decoded; in the arena given. */
	const char *key, *value;
	/** The whole element is text[start..end), its value text[value_start..end). */
	size_t start, value_start, end;
};

typedef VECTOR(struct property) property_list;

/** Cuts the text; 0 or -ENOMEM. Nothing is malformed: QEMU's own checks come later. The caller
 * cleans up the list, also after an error. */
int value_options_cut(const struct option_info *option, const char *text, struct arena *arena,
		      property_list *ret_list, struct error *err);

void value_options_cleanup(property_list *list);
#define CLEANUP_PROPERTIES CLEANUP(value_options_cleanup)

/** The property of this key that counts: the last one, of `id` in QemuOpts the first; or NULL. In
 * -machine keys '_' and '-' are one (hw/core/machine.c, 6.1 on). */
const struct property *value_options_find(const struct option_info *option,
					  const property_list *list, const char *key);

/** value_set() and value_unset() for these grammars. */
int value_options_set(const struct option_info *option, const char *text, const char *key,
		      long position, const char *value, struct arena *arena, const char **ret_text,
		      struct error *err);
int value_options_unset(const struct option_info *option, const char *text, const char *key,
			struct arena *arena, const char **ret_text, struct error *err);

#endif
