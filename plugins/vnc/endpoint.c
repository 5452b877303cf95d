/* SPDX-License-Identifier: MIT */
#include "endpoint.h"

#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "host.h"
#include "ports.h"
#include "websocket.h"

/* QEMU's first port for websockets: 5700 + display. */
#define WEBSOCKET_FIRST 5700u

enum family { FAMILY_ANY, FAMILY_4, FAMILY_6, FAMILY_BOTH, FAMILY_NONE };

/* inet_ai_family_from_address() of util/qemu-sockets.c. */
static enum family family_of(const struct properties *value)
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

static bool family_fits(enum family family, const char *host)
{
	if (family == FAMILY_4)
		return !host_is_ipv6(host);
	return family != FAMILY_6 || !host_is_ipv4(host);
}

static void host_show(enum family family, const char *host, char *ret_shown)
{
	const char *shown = host;
	if (!*host && family == FAMILY_BOTH)
		shown = "::"; /* One socket for both families. */
	else if (host_is_all(host))
		shown = family == FAMILY_4 ? "0.0.0.0" : family == FAMILY_6 ? "::" : "*";
	snprintf(ret_shown, ADDRESS_MAX, "%s", shown);
}

/* QEMU keeps the range's end in 16 bits. */
static int32_t range_end(const struct properties *value, uint32_t first)
{
	uint64_t to = 0;
	if (properties_number(value, "to", &to) < 1 || (uint32_t)to == 0)
		return ENDPOINT_UNSET;
	return (uint16_t)((uint32_t)to + first);
}

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
	for (size_t i = 0; (text = properties_at(value, "websocket", i)); i++) {
		struct websocket websocket;
		const char *refusal = websocket_read(text, &websocket);
		if (refusal)
			return refusal;
		if (websocket.kind == WEBSOCKET_FROM_DISPLAY && properties_count(value, "vnc") > 1)
			return "with more than one address websocket= needs a port";
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

static const char *auth_of(const struct properties *value)
{
	bool password = false, sasl = false, old_tls = false;
	properties_bool(value, "password", &password);
	properties_bool(value, "sasl", &sasl);
	/* tls, x509 and x509verify: up to QEMU 3.0. */
	properties_bool(value, "tls", &old_tls);
	bool tls = old_tls || properties_last(value, "tls-creds") ||
		   properties_last(value, "x509") || properties_last(value, "x509verify");

	if (properties_last(value, "password-secret"))
		return tls ? "tls+password-secret" : "password-secret";
	if (password)
		return tls ? "tls+password" : "password";
	if (sasl)
		return tls ? "tls+sasl" : "sasl";
	return tls ? "tls" : "none";
}

static void judge(struct endpoint *endpoint)
{
	bool server = endpoint->kind == ENDPOINT_TCP && !host_is_loopback(endpoint->host);
	bool websocket = endpoint->websocket != ENDPOINT_UNSET &&
			 !host_is_loopback(endpoint->websocket_host);
	endpoint->exposed = (server || websocket) && !strcmp(endpoint->auth, "none");
}

static void address_show(const struct properties *value, const char *text,
			 struct endpoint *endpoint)
{
	struct address address;
	address_cut(text, &address);
	bool reverse = properties_is_reverse(value);

	endpoint->kind = reverse ? ENDPOINT_REVERSE : ENDPOINT_TCP;
	if (address.kind == ADDRESS_UNIX) {
		endpoint->kind = reverse ? ENDPOINT_REVERSE : ENDPOINT_UNIX;
		endpoint->path = address.path;
		return;
	}
	host_show(family_of(value), address.host, endpoint->host);
	endpoint->port = (int32_t)address.number;
	if (reverse)
		return;
	endpoint->display = (int32_t)address.number;
	endpoint->port += (int32_t)PORT_FIRST;
	endpoint->to_port = range_end(value, PORT_FIRST);
}

/* Without a host of its own a websocket takes that of the server, if there is just one and that
 * is TCP; else it listens on all addresses. */
static void websocket_show(const struct properties *value, const struct websocket *websocket,
			   struct endpoint *endpoint)
{
	struct address address;
	address_cut(properties_at(value, "vnc", 0), &address);
	bool one_server = properties_count(value, "vnc") == 1 && address.kind == ADDRESS_TCP;

	if (websocket->kind == WEBSOCKET_UNIX) {
		endpoint->path = websocket->path;
		return;
	}
	endpoint->websocket = websocket->port;
	if (websocket->kind == WEBSOCKET_FROM_DISPLAY) {
		uint32_t display = address.kind == ADDRESS_TCP ? address.number : 0;
		endpoint->websocket = (int32_t)(display + WEBSOCKET_FIRST);
		endpoint->websocket_to_port = range_end(value, WEBSOCKET_FIRST);
	}
	const char *host = *websocket->host || !one_server ? websocket->host : address.host;
	host_show(family_of(value), host, endpoint->websocket_host);
}

int endpoint_at(const struct properties *value, size_t index, struct endpoint *ret_endpoint)
{
	struct websocket websocket;
	const char *text;
	size_t addresses = properties_is_none(value) ? 1 : properties_count(value, "vnc");

	*ret_endpoint = (struct endpoint){
		.kind = ENDPOINT_NONE,
		.display = ENDPOINT_UNSET,
		.port = ENDPOINT_UNSET,
		.to_port = ENDPOINT_UNSET,
		.websocket = ENDPOINT_UNSET,
		.websocket_to_port = ENDPOINT_UNSET,
		.auth = auth_of(value),
	};
	if (properties_is_none(value))
		return index == 0;
	if (index < addresses)
		address_show(value, properties_at(value, "vnc", index), ret_endpoint);

	bool shared = (text = properties_at(value, "websocket", 0)) &&
		      !websocket_read(text, &websocket) && websocket.kind != WEBSOCKET_UNIX;
	if (index >= addresses) {
		text = properties_at(value, "websocket", index - addresses + shared);
		if (!text || websocket_read(text, &websocket))
			return 0;
		ret_endpoint->kind = ENDPOINT_WEBSOCKET;
	}
	if (index >= addresses || (index == 0 && shared))
		websocket_show(value, &websocket, ret_endpoint);
	judge(ret_endpoint);
	return 1;
}

const char *endpoint_kind_name(enum endpoint_kind kind)
{
	static const char *const names[] = { [ENDPOINT_TCP] = "tcp",
					     [ENDPOINT_UNIX] = "unix",
					     [ENDPOINT_NONE] = "none",
					     [ENDPOINT_REVERSE] = "reverse",
					     [ENDPOINT_WEBSOCKET] = "websocket" };
	return names[kind];
}
