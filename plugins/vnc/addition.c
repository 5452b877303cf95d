/* SPDX-License-Identifier: MIT */
#include "addition.h"

#include <string.h>

#include "endpoint.h"
#include "servers.h"

/* What one call knows. */
struct addition {
	struct qw_context *ctx;
	struct qw_command *cmd;
	const struct settings *settings;
};

static bool has_tcp_server(const struct properties *value)
{
	struct endpoint endpoint;
	for (size_t i = 0; endpoint_at(value, i, &endpoint); i++) {
		if (endpoint.kind == ENDPOINT_TCP)
			return true;
	}
	return false;
}

static void no_websocket_note(const struct addition *addition, const struct qw_option *opt,
			      const struct properties *value, const char *why)
{
	char label[LABEL_MAX];
	server_label(addition->cmd, opt, properties_at(value, "vnc", 0), NULL, label);
	qw_note(addition->ctx, QW_INFO, "%s gets no websocket: %s", label, why);
}

/* Any address of the port counts, for hosts are not resolved. Port 0 is any free one. */
static bool is_same_listener(const struct endpoint *one, const struct endpoint *other)
{
	if (one->kind == ENDPOINT_WEBSOCKET && one->path)
		return other->path && !strcmp(one->path, other->path);
	return one->websocket > 0 &&
	       (one->websocket == other->websocket ||
		(other->kind == ENDPOINT_TCP && one->websocket == other->port));
}

/* True if another server has the listener that the websocket of `value`, its last endpoint if that
 * is a unix socket and else part of the first, would open. */
static bool is_taken(const struct addition *addition, const struct qw_option *opt,
		     const struct properties *value)
{
	bool by_path = addition->settings->websocket_meaning.kind == WEBSOCKET_UNIX;
	struct endpoint own, found;
	struct qw_option *other = NULL;

	endpoint_at(value, by_path ? properties_count(value, "vnc") : 0, &own);
	while ((other = qw_next(addition->cmd, EVERY_SERVER, other))) {
		struct properties others;
		if (other == opt || server_read(addition->cmd, other, &others) < 0 ||
		    endpoint_refusal(&others))
			continue;
		for (size_t i = 0; endpoint_at(&others, i, &found); i++) {
			if (is_same_listener(&own, &found))
				return true;
		}
	}
	return false;
}

static int websocket_add(const struct addition *addition, struct qw_option *opt)
{
	const char *websocket = addition->settings->websocket;
	struct properties value;

	int r = server_read(addition->cmd, opt, &value);
	if (r < 0 || value.count == PROPERTIES_MAX)
		return r;
	if (properties_last(&value, "websocket") || endpoint_refusal(&value) ||
	    !has_tcp_server(&value))
		return 0;
	value.property[value.count++] = (struct property){ "websocket", websocket };
	const char *refusal = endpoint_refusal(&value);
	if (refusal) {
		no_websocket_note(addition, opt, &value, refusal);
		return 0;
	}
	if (is_taken(addition, opt, &value)) {
		no_websocket_note(addition, opt, &value, "another server has the port");
		return 0;
	}
	return qw_set(addition->cmd, opt, "websocket", websocket, 0,
		      "TCP servers get a websocket as well, as configured");
}

int websockets_add(struct qw_context *ctx, struct qw_command *cmd, const struct settings *settings)
{
	const struct addition into = { ctx, cmd, settings };
	const struct addition *addition = &into;
	struct qw_option *opt = NULL;
	int r = 0;
	while (r == 0 && (opt = qw_next(addition->cmd, EVERY_SERVER, opt))) {
		if (!(qw_flags(addition->cmd, opt) & QW_UNCERTAIN) &&
		    !server_is_untouchable(addition->cmd, opt))
			r = websocket_add(addition, opt);
		if (r == -ENODATA || r == -E2BIG)
			r = 0;
	}
	return r;
}
