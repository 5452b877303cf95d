/* SPDX-License-Identifier: MIT */
#include "line/free_id.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_taken(const struct qw_command *cmd, const char *const *options, const char *id)
{
	for (; *options; options++) {
		for (struct qw_option *opt = NULL; (opt = qw_next(cmd, *options, opt));) {
			const char *found = qw_get(cmd, opt, "id");
			if (found && !strcmp(found, id))
				return true;
		}
	}
	return false;
}

void free_id(const struct qw_command *cmd, const char *const *options, const char *wanted,
	     char ret_id[FREE_ID_MAX])
{
	snprintf(ret_id, FREE_ID_MAX, "%s", wanted);
	for (unsigned int i = 2; is_taken(cmd, options, ret_id); i++)
		snprintf(ret_id, FREE_ID_MAX, "%s-%u", wanted, i);
}
