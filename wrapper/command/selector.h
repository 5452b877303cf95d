/* SPDX-License-Identifier: MIT */
/*
 * Selectors: OPTION, OPTION[id=ID], OPTION[DRIVER], OPTION[*], each with an optional .PROPERTY. One
 * grammar everywhere: plugins, the configuration, `explain --why`.
 */
#ifndef COMMAND_SELECTOR_H
#define COMMAND_SELECTOR_H

#include "command/command.h"

struct selector {
	/** Canonical option name. */
	const char *option;
	/** From [id=ID], or NULL. Brackets may be combined: device[e1000][*]. */
	const char *id;
	/** From [DRIVER], or NULL. */
	const char *driver;
	/** From .PROPERTY, or NULL. */
	const char *property;
	/** [*] was given. */
	bool all;
};

/** -EINVAL with the column where it goes wrong. An option that no table knows is no error. */
int selector_parse(const char *text, struct arena *arena, struct selector *ret_selector,
		   struct error *err);

/** Does it match? Images are "image". `scratch` holds decoded values for the time being. */
bool selector_matches(const struct selector *selector, const struct element *element,
		      struct arena *scratch);

/** One property of an element's value, decoded, or NULL. */
const char *element_property(const struct element *element, const char *key, struct arena *arena);

/** The element's id (of -blockdev its node-name), or NULL. */
const char *element_id(const struct element *element, struct arena *arena);

#endif
