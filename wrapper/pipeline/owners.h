/* SPDX-License-Identifier: MIT */
/*
 * Who owns what. A plugin owns every option and property that it added, set or removed; people's
 * words have no owner. Changing what another plugin owns to a different value is a conflict, unless
 * the later plugin's section of the configuration says that it overrides the other.
 *
 * Things are known by a name: the option's for options of which only one set counts (-m, -machine),
 * else with its id, else with its serial number; and "$NAME" for variables. Records are only ever
 * appended, the last one of a name and property counts, so that a failed hook's can be cut off.
 */
#ifndef PIPELINE_OWNERS_H
#define PIPELINE_OWNERS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vector.h"
#include "command/command.h"

struct ownership {
	const char *thing;
	/** Property, or NULL: the whole. */
	const char *property;
	const char *plugin;
	/** NULL: removed. */
	const char *value;
	const char *reason;
	/** The thing has another name since: what comes to bear this one is nobody's. */
	bool moved;
};

struct owners {
	VECTOR(struct ownership) records;
};

/** The name of the thing that an element is. NULL: no memory. */
const char *owners_thing(const struct element *element, struct arena *arena);

/** The record that counts, or NULL: nobody owns it. */
const struct ownership *owners_find(const struct owners *owners, const char *thing,
				    const char *property);

/** One edit that a plugin wants to make. */
struct claim {
	const char *thing;
	/** Property, or NULL: the whole, with every property of it. */
	const char *property;
	/** What it becomes; NULL: removed. */
	const char *value;
	const char *plugin;
	const char *reason;
	/** Plugins whose values this one may change; NULL-terminated, or NULL. */
	const char *const *overrides;
};

/** -EEXIST with both plugins, values and reasons if it is a conflict; else the plugin owns it. */
int owners_claim(struct owners *owners, const struct claim *claim, struct error *err);

/** A new option: the claim on the whole, then one on each property of the value. */
int owners_claim_element(struct owners *owners, const struct claim *claim,
			 const struct element *element, struct arena *arena, struct error *err);

/** The same for an option whose whole value is replaced: what others set in it must stay as it is.
 */
int owners_claim_replacement(struct owners *owners, const struct claim *claim,
			     const struct element *element, struct arena *arena, struct error *err);

/** A thing got another name (its id changed): everybody owns in it what they owned. */
int owners_rename(struct owners *owners, const char *old, const char *renamed, struct error *err);

void owners_release(struct owners *owners);

#endif
