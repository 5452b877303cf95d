/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool against(char *ret_reason, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(ret_reason, REASON_MAX, format, args);
	va_end(args);
	return true;
}

bool is_on(const char *value)
{
	static const char words[][5] = { "on", "yes", "true", "y" };
	for (size_t i = 0; value && i < sizeof(words) / sizeof(*words); i++) {
		if (!strcmp(value, words[i]))
			return true;
	}
	return false;
}
