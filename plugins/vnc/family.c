/* SPDX-License-Identifier: MIT */
#include "family.h"

#include "endpoint.h"
#include "host.h"

/* inet_ai_family_from_address() of util/qemu-sockets.c. */
enum family family_of(const struct properties *value)
{
	bool four = false, six = false;
	bool has_four = properties_bool(value, "ipv4", &four) == 1;
	bool has_six = properties_bool(value, "ipv6", &six) == 1;
	if (has_four && has_six && !four && !six)
		return FAMILY_NONE;
	if (four && six)
		return FAMILY_BOTH;
	if (six || (has_four && !four))
		return FAMILY_6;
	if (four || (has_six && !six))
		return FAMILY_4;
	return FAMILY_ANY;
}

bool family_fits(enum family family, const char *host)
{
	if (family == FAMILY_4)
		return !host_is_ipv6(host);
	return family != FAMILY_6 || !host_is_ipv4(host);
}

/* QEMU keeps the range's end in 16 bits. */
int32_t range_end(const struct properties *value, uint32_t first)
{
	uint64_t to = 0;
	if (properties_number(value, "to", &to) < 1 || (uint32_t)to == 0)
		return ENDPOINT_UNSET;
	return (uint16_t)((uint32_t)to + first);
}
