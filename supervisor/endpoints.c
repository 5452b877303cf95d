/* SPDX-License-Identifier: MIT */
#include "endpoints.h"

#include <string.h>

enum { MOST_ENDPOINTS = 64 };

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));
	return value ? value : "";
}

static int port_of(const char *service)
{
	int port = 0;
	for (; *service >= '0' && *service <= '9' && port <= 65535; service++)
		port = port * 10 + (*service - '0');
	return *service || port > 65535 ? 0 : port;
}

/* One listener; `id` and `auth` are those of its server where it has none of its own. */
static json_t *endpoint_of(const json_t *listener, const char *id, const char *auth)
{
	const char *family = text(listener, "family"), *own = text(listener, "auth");
	json_t *endpoint = json_pack("{s:s, s:b, s:s, s:s}", "type", "vnc", "websocket",
				     json_is_true(json_object_get(listener, "websocket")), "family",
				     family, "auth", *own ? own : auth);
	int failed = !endpoint;
	if (*id)
		failed |= json_object_set_new(endpoint, "id", json_string(id));
	if (!strcmp(family, "unix")) {
		/* QEMU before 8.0 or so has the path as service, later ones as host. */
		const char *path = text(listener, "host");
		failed |= json_object_set_new(
			endpoint, "path", json_string(*path ? path : text(listener, "service")));
	} else {
		failed |=
			json_object_set_new(endpoint, "host", json_string(text(listener, "host")));
		failed |= json_object_set_new(endpoint, "port",
					      json_integer(port_of(text(listener, "service"))));
	}
	if (!failed)
		return endpoint;
	json_decref(endpoint);
	return NULL;
}

static int add(json_t *endpoints, const json_t *listener, const char *id, const char *auth)
{
	if (!json_is_object(listener) || json_array_size(endpoints) >= MOST_ENDPOINTS)
		return 0;
	json_t *endpoint = endpoint_of(listener, id, auth);
	return endpoint ? json_array_append_new(endpoints, endpoint) : -1;
}

static int add_server(json_t *endpoints, const json_t *server)
{
	const json_t *listeners = json_object_get(server, "server");
	int failed = 0;
	for (size_t i = 0; i < json_array_size(listeners); i++)
		failed |= add(endpoints, json_array_get(listeners, i), text(server, "id"),
			      text(server, "auth"));
	return failed;
}

json_t *endpoints_of(const json_t *vnc)
{
	json_t *endpoints = json_array();
	int failed = !endpoints;
	for (size_t i = 0; i < json_array_size(vnc); i++)
		failed |= add_server(endpoints, json_array_get(vnc, i));
	if (json_is_true(json_object_get(vnc, "enabled")) && *text(vnc, "service"))
		failed |= add(endpoints, vnc, "", text(vnc, "auth"));
	if (!failed)
		return endpoints;
	json_decref(endpoints);
	return NULL;
}
