/* SPDX-License-Identifier: MIT */
#include "doctor/variable_kind.h"

#include <string.h>

static bool begins(const char **text, const char *with)
{
	size_t length = strlen(with);
	if (strncmp(*text, with, length) != 0)
		return false;
	*text += length;
	return true;
}

static bool is_protocol(const char *rest)
{
	if (!begins(&rest, "_TCP") && !begins(&rest, "_UDP") && !begins(&rest, "_SCTP"))
		return false;
	return !*rest || !strcmp(rest, "_PROTO") || !strcmp(rest, "_PORT") ||
	       !strcmp(rest, "_ADDR");
}

bool variable_is_of_service(const char *rest)
{
	if (begins(&rest, "SERVICE_HOST"))
		return !*rest;
	if (begins(&rest, "SERVICE_PORT"))
		return !*rest || *rest == '_';
	if (!begins(&rest, "PORT"))
		return false;
	if (!*rest)
		return true;
	size_t digits = *rest == '_' ? strspn(rest + 1, "0123456789") : 0;
	return digits && is_protocol(rest + 1 + digits);
}
