/* SPDX-License-Identifier: MIT */
#include "servers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int server_read(const struct qw_command *cmd, const struct qw_option *opt,
		struct properties *ret_properties)
{
	ret_properties->count = 0;
	if ((qw_flags(cmd, opt) & QW_INCOMPLETE) || !qw_value(cmd, opt))
		return -ENODATA;
	for (size_t i = 0;; i++) {
		struct property property;
		int r = qw_property(cmd, opt, i, &property.key, &property.value);
		if (r <= 0)
			return r;
		if (i == PROPERTIES_MAX)
			return -E2BIG;
		ret_properties->property[i] = property;
		ret_properties->count = i + 1;
	}
}

/* What `address` was before it was corrected, or NULL. */
static const char *address_as_written(const struct qw_command *cmd, const struct qw_option *opt,
				      const char *address)
{
	struct qw_change change;
	/* A change of the value has the value's index. */
	int64_t index = qw_index(cmd, opt) + 1;
	for (size_t i = 0; address && qw_change_at(cmd, i, &change) == 1; i++) {
		if (change.index == index && change.property && !strcmp(change.property, "vnc") &&
		    change.before && change.after && !strcmp(change.after, address))
			return change.before;
	}
	return NULL;
}

void server_label(const struct qw_command *cmd, const struct qw_option *opt, const char *address,
		  const char *place, char *ret_label)
{
	char argument[32];
	const char *spelling = qw_spelling(cmd, opt);
	const char *origin = qw_origin(cmd, opt);
	bool by_display = spelling && strstr(spelling, "display");

	if (!place && origin && strcmp(origin, "user") != 0 && strncmp(origin, "plugin:", 7) != 0)
		place = origin;
	snprintf(argument, sizeof(argument), "argument %" PRId64, qw_index(cmd, opt));
	const char *written = address_as_written(cmd, opt, address);
	snprintf(ret_label, LABEL_MAX, "%s %s%.500s (%.200s%s%.200s)", spelling ? spelling : "-vnc",
		 by_display ? "vnc=" : "", address ? address : "", place ? place : argument,
		 written ? ", written as " : "", written ? written : "");
}

bool server_is_untouchable(const struct qw_command *cmd, const struct qw_option *opt)
{
	const char *origin = qw_origin(cmd, opt);
	if (!(qw_line(cmd) & QW_LINE_MANAGED))
		return false;
	if (!origin || !strcmp(origin, "user"))
		return true;
	return !strncmp(origin, "plugin:", 7) && strcmp(origin, "plugin:vnc") != 0;
}

bool line_chooses_display(const struct qw_command *cmd)
{
	static const char *const selectors[] = { EVERY_SERVER, "display[*]", "nographic[*]",
						 "spice[*]",   "sdl[*]",     "curses[*]" };
	for (size_t i = 0; i < sizeof(selectors) / sizeof(*selectors); i++) {
		if (qw_next(cmd, selectors[i], NULL))
			return true;
	}
	return false;
}
