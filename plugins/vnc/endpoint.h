/* SPDX-License-Identifier: MIT */
/*
 * What one -vnc value will open, as QEMU reads it. Pure, but for the port of a service that is
 * given by name.
 *
 * One endpoint an address; the first websocket listener shows in the first endpoint, further ones
 * are endpoints of their own. Nothing is resolved: hosts are shown as written, without brackets,
 * "*" for all addresses ("0.0.0.0" or "::" where ipv4= or ipv6= leave only one family). Paths
 * belong to the value.
 */
#ifndef VNC_ENDPOINT_H
#define VNC_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "properties.h"

enum endpoint_kind {
	ENDPOINT_TCP,
	ENDPOINT_UNIX,
	/* Counts as a display for QEMU, but opens nothing. */
	ENDPOINT_NONE,
	/* QEMU connects out. */
	ENDPOINT_REVERSE,
	/* A websocket listener beyond the first, or one on a unix socket. */
	ENDPOINT_WEBSOCKET
};

/* A number that is not there. */
#define ENDPOINT_UNSET (-1)

struct endpoint {
	enum endpoint_kind kind;
	/* TCP: where it listens or connects to. Empty: not TCP. */
	char host[ADDRESS_MAX];
	/* A unix socket, or NULL. */
	const char *path;
	int32_t display, port, to_port;
	/* Port 0: any free one. */
	int32_t websocket, websocket_to_port;
	char websocket_host[ADDRESS_MAX];
	/* "none", "password", "password-secret", "sasl", "tls" or "tls+" one of them. */
	const char *auth;
	/* Other machines can reach it and need not prove anything. */
	bool exposed;
};

/* How one proves who he is: see `auth`. Valid for any value. */
const char *endpoint_auth(const struct properties *value);

/* Why QEMU should refuse the value, as far as can be told from it alone; NULL: no reason is known.
 * The text never contains anything of the value. It is a prediction: releases differ, so nothing
 * may be allowed because of it. */
const char *endpoint_refusal(const struct properties *value);

/* True if every QEMU refuses the value: its only address has no colon. */
bool endpoint_is_refused_for_sure(const struct properties *value);

/* The index-th endpoint of a value that is not refused. 1: there is one, 0: no more. */
int endpoint_at(const struct properties *value, size_t index, struct endpoint *ret_endpoint);

/* "tcp", "unix", "none", "reverse" or "websocket". */
const char *endpoint_kind_name(enum endpoint_kind kind);

#endif
