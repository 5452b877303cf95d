/* SPDX-License-Identifier: MIT */
#include "websocket.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

/* inet_listen_saddr() of util/qemu-sockets.c copies the port into 33 bytes and cuts the rest. */
#define SERVICE_MAX 33

static bool service_read(const char *text, uint16_t *ret_port)
{
	char service[SERVICE_MAX];
	char *end;
	memcpy(service, text, strnlen(text, SERVICE_MAX - 1) + 1);
	service[SERVICE_MAX - 1] = '\0';

	/* getaddrinfo() of glibc keeps the number in an int: what is negative there is taken for a
	 * name. The rest is cut to 16 bits: -0 is port 0, 70000 is port 4464. */
	int number = (int)(unsigned int)strtoul(service, &end, 10);
	*ret_port = (uint16_t)number;
	if (!*end && number >= 0)
		return true;

	char buffer[1024];
	struct servent entry, *found = NULL;
	if (getservbyname_r(service, "tcp", &entry, buffer, sizeof(buffer), &found) || !found)
		return false;
	*ret_port = ntohs((uint16_t)found->s_port);
	return true;
}

const char *websocket_read(const char *text, struct websocket *ret_websocket)
{
	*ret_websocket = (struct websocket){ .kind = WEBSOCKET_FROM_DISPLAY };
	if (!*text || !strcmp(text, "on"))
		return NULL;

	struct address address;
	const char *service = text;
	address_cut(text, &address);
	if (address.kind == ADDRESS_TOO_LONG)
		return "the websocket address is too long";
	if (address.kind == ADDRESS_UNIX) {
		ret_websocket->kind = WEBSOCKET_UNIX;
		ret_websocket->path = address.path;
		return NULL;
	}
	if (address.kind == ADDRESS_TCP) {
		memcpy(ret_websocket->host, address.host, sizeof(address.host));
		service = address.number_text;
		if (!*service)
			return "the websocket port is empty";
		if (!address_has_host(&address))
			return "what precedes the websocket port is no address";
	}
	ret_websocket->kind = WEBSOCKET_PORT;
	if (!service_read(service, &ret_websocket->port))
		return "the websocket port is neither a number nor a known service";
	return NULL;
}
