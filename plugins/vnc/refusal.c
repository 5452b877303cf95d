/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/un.h>

#include "endpoint.h"
#include "family.h"
#include "ports.h"
#include "websocket.h"

static const char *types_refusal(const struct properties *value)
{
	static const char *const bools[] = { "reverse",      "ipv4",          "ipv6",
					     "password",     "sasl",          "lossy",
					     "non-adaptive", "lock-key-sync", "power-control" };
	bool on;
	uint64_t number;
	for (size_t i = 0; i < sizeof(bools) / sizeof(*bools); i++) {
		if (properties_bool(value, bools[i], &on) < 0)
			return "one of its switches is neither on nor off";
	}
	if (properties_number(value, "to", &number) < 0)
		return "to= is not a number";
	if (properties_last(value, "password") && properties_last(value, "password-secret"))
		return "password= and password-secret= exclude each other";
	if (family_of(value) == FAMILY_NONE)
		return "ipv4= and ipv6= are both off";
	return NULL;
}

static const char *unix_refusal(const struct properties *value, const char *path)
{
	if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return "the path of the unix socket is too long";
	if (range_end(value, PORT_FIRST) != ENDPOINT_UNSET)
		return "to= does not go with a unix socket";
	return NULL;
}

static const char *address_refusal(const struct properties *value, const char *text)
{
	struct address address;
	address_cut(text, &address);
	uint32_t first = properties_is_reverse(value) ? 0 : PORT_FIRST;
	int32_t last = range_end(value, first);

	if (address.kind == ADDRESS_UNIX)
		return unix_refusal(value, address.path);
	if (address.kind == ADDRESS_TOO_LONG)
		return "the address is too long";
	if (address.kind != ADDRESS_TCP)
		return "it has no display: HOST:DISPLAY is wanted";
	if (address.number_kind == NUMBER_MISSING)
		return "the display behind the colon is missing";
	if (address.number_kind == NUMBER_JUNK)
		return "what follows the last colon is not a number";
	if (address.number_kind == NUMBER_HUGE || address.number + first > PORT_LAST)
		return "the number is too large";
	if (!address_has_host(&address) || !family_fits(family_of(value), address.host))
		return "what precedes the last colon is no address of the wanted kind";
	if (last != ENDPOINT_UNSET && last < (int32_t)(address.number + first))
		return "to= is below the display";
	return NULL;
}

static const char *websockets_refusal(const struct properties *value)
{
	const char *text;
	size_t from_display = 0;
	for (size_t i = 0; (text = properties_at(value, "websocket", i)); i++) {
		struct websocket websocket;
		const char *refusal = websocket_read(text, &websocket);
		if (refusal)
			return refusal;
		if (websocket.kind != WEBSOCKET_FROM_DISPLAY)
			continue;
		if (properties_count(value, "vnc") > 1)
			return "with more than one address websocket= needs a port";
		if (from_display++ && range_end(value, WEBSOCKET_FIRST) == ENDPOINT_UNSET)
			return "two of its websockets have the same port";
	}
	return NULL;
}

const char *endpoint_refusal(const struct properties *value)
{
	const char *text, *refusal = types_refusal(value);
	if (refusal || properties_is_none(value))
		return refusal;
	for (size_t i = 0; (text = properties_at(value, "vnc", i)); i++) {
		refusal = address_refusal(value, text);
		if (refusal)
			return refusal;
	}
	if (!properties_is_reverse(value))
		return websockets_refusal(value);
	if (properties_count(value, "vnc") > 1)
		return "reverse= takes one address only";
	return properties_last(value, "websocket") ? "reverse= does not go with websocket=" : NULL;
}

bool endpoint_is_refused_for_sure(const struct properties *value)
{
	struct address address;
	if (properties_count(value, "vnc") != 1)
		return false;
	address_cut(properties_at(value, "vnc", 0), &address);
	return address.kind == ADDRESS_WORD;
}
