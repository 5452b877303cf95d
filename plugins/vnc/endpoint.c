/* SPDX-License-Identifier: MIT */
#include "endpoint.h"

#include <stdio.h>
#include <string.h>

#include "family.h"
#include "host.h"
#include "ports.h"
#include "websocket.h"

static void host_show(enum family family, const char *host, char *ret_shown)
{
	const char *shown = host;
	if (!*host && family == FAMILY_BOTH)
		shown = "::"; /* One socket for both families. */
	else if (host_is_all(host))
		shown = family == FAMILY_4 ? "0.0.0.0" : family == FAMILY_6 ? "::" : "*";
	snprintf(ret_shown, ADDRESS_MAX, "%s", shown);
}

const char *endpoint_auth(const struct properties *value)
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
		.auth = endpoint_auth(value),
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
