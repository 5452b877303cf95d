/* SPDX-License-Identifier: MIT */
/*
 * Cuts a -vnc value into properties for the vnc plugin's unit tests. The values of these tests have
 * no escaped commas. The pieces live in `buffer`.
 */
#ifndef TEST_VNC_VALUE_H
#define TEST_VNC_VALUE_H

#include <stdio.h>
#include <string.h>

#include "properties.h"

struct cut_value {
	char buffer[1024];
	struct properties properties;
};

static inline const struct properties *cut(struct cut_value *into, const char *text)
{
	into->properties.count = 0;
	snprintf(into->buffer, sizeof(into->buffer), "%s", text);
	if (!*text)
		return &into->properties;
	char *rest = into->buffer;
	for (char *element; (element = strsep(&rest, ","));) {
		struct property *property = &into->properties.property[into->properties.count];
		char *equals = strchr(element, '=');
		if (equals) {
			*equals = '\0';
			*property = (struct property){ element, equals + 1 };
		} else if (into->properties.count == 0) {
			*property = (struct property){ "vnc", element };
		} else if (!*element) {
			continue;
		} else if (!strncmp(element, "no", 2)) {
			*property = (struct property){ element + 2, "off" };
		} else {
			*property = (struct property){ element, "on" };
		}
		into->properties.count++;
	}
	return &into->properties;
}

#endif
