/* SPDX-License-Identifier: MIT */
/*
 * Headings [NAME] of plugins' own options. Which plugins there are is known only when everything
 * is read, so they are collected first and judged at the end. Strings are borrowed.
 */
#ifndef CONFIG_HEADINGS_H
#define CONFIG_HEADINGS_H

#include "config/settings.h"

struct headings {
	VECTOR(struct heading {
		const char *name;
		/** FILE:LINE */
		const char *place;
	})
	list;
};

int headings_add(struct headings *headings, const char *name, const char *place, struct error *err);

/** Refuses the first whose plugin is neither named by anything else nor in a plugin folder. */
int headings_check(const struct headings *headings, struct settings *settings, struct error *err);

void headings_release(struct headings *headings);

#endif
