/* SPDX-License-Identifier: MIT */
/*
 * One websocket= of a -vnc value, as QEMU reads it: "on" or "" (the port follows from the
 * display), PORT, HOST:PORT or unix:PATH. PORT is a TCP port or the name of a service.
 *
 * `path` belongs to the text. An empty host means: that of the server, or all addresses.
 */
#ifndef VNC_WEBSOCKET_H
#define VNC_WEBSOCKET_H

#include "address.h"

enum websocket_kind { WEBSOCKET_FROM_DISPLAY, WEBSOCKET_PORT, WEBSOCKET_UNIX };

struct websocket {
	enum websocket_kind kind;
	char host[ADDRESS_MAX];
	/* WEBSOCKET_PORT; 0: any free one. */
	uint16_t port;
	/* WEBSOCKET_UNIX */
	const char *path;
};

/* NULL, or why QEMU refuses the text. */
const char *websocket_read(const char *text, struct websocket *ret_websocket);

#endif
