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

/* What stands behind the Service's own name, and is not PORT alone. */
static bool is_of_service(const char *rest)
{
	if (begins(&rest, "SERVICE_HOST"))
		return !*rest;
	if (begins(&rest, "SERVICE_PORT"))
		return !*rest || *rest == '_';
	if (!begins(&rest, "PORT_"))
		return false;
	size_t digits = strspn(rest, "0123456789");
	return digits && is_protocol(rest + digits);
}

bool variable_is_of_service(const char *name)
{
	for (name = strchr(name, '_'); name; name = strchr(name, '_'))
		if (is_of_service(++name))
			return true;
	return false;
}
