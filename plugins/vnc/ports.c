/* SPDX-License-Identifier: MIT */
#include "ports.h"

#include <errno.h>
#include <string.h>

static const char *digits_read(const char *text, uint32_t *ret_number)
{
	uint32_t number = 0;
	if (*text < '0' || *text > '9')
		return NULL;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (number <= PORT_LAST)
			number = number * 10 + (uint32_t)(*text - '0');
	}
	*ret_number = number;
	return text;
}

int port_range_read(const char *text, struct port_range *ret_range)
{
	struct port_range range = { 1, 0 };
	if (!strcmp(text, "never")) {
		*ret_range = range;
		return 0;
	}
	text = digits_read(text, &range.first);
	if (!text)
		return -EINVAL;
	range.last = range.first;
	if (*text == '-')
		text = digits_read(text + 1, &range.last);
	if (!text || *text)
		return -EINVAL;
	if (range.first < PORT_FIRST || range.last > PORT_LAST || range.first > range.last)
		return -ERANGE;
	*ret_range = range;
	return 0;
}

bool port_range_has(const struct port_range *range, uint32_t number)
{
	return number >= range->first && number <= range->last;
}

bool port_has_display(uint32_t port)
{
	return port >= PORT_FIRST && port <= PORT_LAST;
}
