/* SPDX-License-Identifier: MIT */
/*
 * What a section [foreign NAME] declares, read and checked. Nothing of the library is looked at
 * here: this runs in the wrapper itself, the library only in a child.
 */
#ifndef FOREIGN_DECLARATION_H
#define FOREIGN_DECLARATION_H

#include "expression.h"

#include <qemu-wrapper/plugin.h>

/** What a result must be so that the call counts as a success. */
enum ok { OK_ANY, OK_NONNULL, OK_ZERO, OK_NONZERO, OK_NONNEG };

enum action {
	/** Only a `refuse`. */
	ACTION_NONE,
	ACTION_SET,
	ACTION_ADD,
	ACTION_REMOVE,
	ACTION_SET_VARIABLE,
	ACTION_UNSET_VARIABLE
};

struct declaration {
	const char *library;
	struct prototype prototype;
	/** Its name. Owned. */
	char *function;
	struct expression arguments;
	enum ok ok;
	/** The returned string was allocated for us. */
	bool frees_result;
	enum action action;
	/** The key that says the action; its value: selector, option or variable. */
	const char *action_key, *target;
	/** Of a selector: the part before the property, and the property or NULL. Owned. */
	char *selector;
	const char *property;
	/** A template; NULL: the action needs none. */
	const char *value;
	/** Templates or texts; NULL: not given. */
	const char *refuse, *unless, *reason;
	/** A result that isn't ok means that there is nothing to do. */
	bool may_fail;
	/** enum qw_edit_flag. */
	uint32_t flags;
};

/** The options of a foreign hook. */
extern const struct qw_option_spec declaration_specs[];

/** Where a key was set, for messages. */
const char *declaration_place(const struct qw_context *ctx, const char *key);

/** Reads the options. 0, or a negative errno after qw_error(), which names the place. */
int declaration_read(struct qw_context *ctx, struct declaration *ret_declaration);

void declaration_release(struct declaration *declaration);

#endif
