/* SPDX-License-Identifier: MIT */
#include "hooks.h"

#include <stdio.h>
#include <string.h>

#include "endpoint.h"
#include "servers.h"
#include "settings.h"
#include "unseen.h"

static struct qw_field field_text(const char *name, const char *text)
{
	bool there = text && *text;
	return (struct qw_field){ .name = name,
				  .kind = there ? QW_FIELD_TEXT : QW_FIELD_NONE,
				  .text = there ? text : NULL };
}

static struct qw_field field_number(const char *name, int64_t number)
{
	bool there = number != ENDPOINT_UNSET;
	return (struct qw_field){ .name = name,
				  .kind = there ? QW_FIELD_NUMBER : QW_FIELD_NONE,
				  .number = there ? number : 0 };
}

static int endpoint_publish(struct qw_context *ctx, const struct endpoint *endpoint,
			    int64_t argument)
{
	const struct qw_field fields[] = {
		field_text("kind", endpoint_kind_name(endpoint->kind)),
		field_text("host", endpoint->host),
		field_number("display", endpoint->display),
		field_number("port", endpoint->port),
		field_number("to_port", endpoint->to_port),
		field_number("websocket", endpoint->websocket),
		field_number("websocket_to_port", endpoint->websocket_to_port),
		field_text("websocket_host", endpoint->websocket_host),
		field_text("path", endpoint->path),
		field_text("auth", endpoint->auth),
		{ .name = "exposed", .kind = QW_FIELD_BOOL, .number = endpoint->exposed },
		field_number("argument", argument),
	};
	return qw_fact(ctx, "endpoint", fields, sizeof(fields) / sizeof(*fields));
}

/* "TCP 5901 on all addresses and websocket 5701 on all addresses" */
static void listeners_show(const struct endpoint *endpoint, char *ret_text, size_t size)
{
	char websocket[ADDRESS_MAX + 64] = "";
	const char *all = "all addresses";
	const char *host = strcmp(endpoint->host, "*") ? endpoint->host : all;
	const char *websocket_host =
		strcmp(endpoint->websocket_host, "*") ? endpoint->websocket_host : all;

	if (endpoint->websocket != ENDPOINT_UNSET)
		snprintf(websocket, sizeof(websocket), "websocket %d on %s", endpoint->websocket,
			 websocket_host);
	if (endpoint->kind == ENDPOINT_TCP)
		snprintf(ret_text, size, "TCP %d on %s%s%s", endpoint->port, host,
			 *websocket ? ", " : "", websocket);
	else
		snprintf(ret_text, size, "%s", websocket);
}

/* What one call of the hook knows. */
struct checking {
	struct qw_context *ctx;
	const struct qw_command *cmd;
	enum expose expose;
	/* Who said so, or NULL: nobody. */
	const char *expose_source;
	/* The line only prints: nothing is told, but what is denied is denied. */
	bool silent;
};

/* What a manager opens it has been told to open, and its logs are not ours to fill. */
static enum qw_level warning_level(const struct checking *checking)
{
	bool managed = qw_line(checking->cmd) & QW_LINE_MANAGED;
	return checking->expose == EXPOSE_WARN && !managed ? QW_WARNING : QW_INFO;
}

/* 0, or -EPERM if exposed servers are denied. */
static int exposure_judge(const struct checking *checking, const struct endpoint *endpoint,
			  const char *label)
{
	char listeners[2 * ADDRESS_MAX + 128];
	const char *source = checking->expose_source ? checking->expose_source : "default";
	if (!endpoint->exposed)
		return 0;
	listeners_show(endpoint, listeners, sizeof(listeners));
	if (checking->expose == EXPOSE_DENY)
		return qw_error(checking->ctx, EPERM,
				"%s: other machines could reach it without password, TLS or SASL "
				"(%s), which expose = deny (%s) forbids; use host 127.0.0.1, a "
				"password (QEMU_WRAPPER_VNC_PASSWORD_FILE, [vnc] password-file), "
				"or allow it (QEMU_WRAPPER_VNC_EXPOSE=allow, [vnc] expose)",
				label, listeners, source);
	if (checking->expose == EXPOSE_WARN)
		qw_note(checking->ctx, warning_level(checking),
			"%s: other machines can reach it without password, TLS or SASL (%s); use "
			"host 127.0.0.1, set password-file or, if that is meant, expose = allow",
			label, listeners);
	else
		qw_note(checking->ctx, QW_INFO,
			"%s: other machines can reach it without password, TLS or SASL (%s), as "
			"expose = allow (%s) allows",
			label, listeners, source);
	return 0;
}

/* Releases of QEMU and of libc differ in what they take: a refusal is a guess, never a proof. */
static int doubt_judge(const struct checking *checking, const char *label, const char *reason,
		       bool is_sure)
{
	if (checking->expose == EXPOSE_DENY)
		return qw_error(checking->ctx, EPERM,
				"%s: it can't be told what it opens (%s), and expose = deny allows "
				"only what is known to be out of other machines' reach",
				label, reason);
	if (checking->silent)
		return 0;
	if (is_sure)
		qw_note(checking->ctx, QW_INFO, "%s: QEMU will refuse it: %s", label, reason);
	else
		qw_note(checking->ctx, warning_level(checking),
			"%s: it can't be told what it opens; QEMU should refuse it: %s", label,
			reason);
	return 0;
}

static int server_check(const struct checking *checking, const struct qw_option *opt)
{
	const struct qw_command *cmd = checking->cmd;
	struct properties value;
	struct endpoint endpoint;
	char label[LABEL_MAX];

	int r = server_read(cmd, opt, &value);
	if (r == -ENODATA || (qw_flags(cmd, opt) & QW_UNCERTAIN))
		return 0;
	server_label(cmd, opt, properties_at(&value, "vnc", 0), NULL, label);
	if (r == -E2BIG)
		return doubt_judge(checking, label, "it has too many properties", false);
	if (r < 0)
		return r;
	const char *refusal = endpoint_refusal(&value);
	if (refusal)
		return doubt_judge(checking, label, refusal, endpoint_is_refused_for_sure(&value));
	for (size_t i = 0; r == 0 && endpoint_at(&value, i, &endpoint); i++) {
		if (!checking->silent)
			r = endpoint_publish(checking->ctx, &endpoint, qw_index(cmd, opt));
		if (r == 0)
			r = exposure_judge(checking, &endpoint, label);
	}
	return r;
}

int vnc_check(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct settings settings = { .expose = EXPOSE_WARN };
	const struct qw_option *opt = NULL;

	int r = settings_read(ctx, &settings);
	struct checking checking = {
		.ctx = ctx,
		.cmd = cmd,
		.expose = settings.expose,
		.expose_source = qw_source(ctx, "expose"),
		.silent = qw_line(cmd) & QW_LINE_PRINTS,
	};
	if (r < 0 || (checking.silent && checking.expose != EXPOSE_DENY))
		return r;
	while (r == 0 && (opt = qw_next(cmd, EVERY_SERVER, opt)))
		r = server_check(&checking, opt);
	return r == 0 ? unseen_judge(ctx, cmd, settings.expose, checking.silent) : r;
}
