/* SPDX-License-Identifier: MIT */
#include "hooks.h"

#include <stdio.h>
#include <string.h>

#include "endpoint.h"
#include "servers.h"
#include "settings.h"

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

/* 0, or -EPERM if exposed servers are denied. */
static int exposure_judge(struct qw_context *ctx, const struct qw_command *cmd,
			  const struct endpoint *endpoint, const char *label, enum expose expose)
{
	char listeners[2 * ADDRESS_MAX + 128];
	if (!endpoint->exposed || expose == EXPOSE_ALLOW)
		return 0;
	listeners_show(endpoint, listeners, sizeof(listeners));
	if (expose == EXPOSE_DENY)
		return qw_error(ctx, EPERM,
				"%s: other machines could reach it without password, TLS or SASL "
				"(%s), and expose = deny forbids that; use host 127.0.0.1 or add "
				"password-secret=",
				label, listeners);
	/* What a manager opens it has been told to open, and its logs are not ours to fill. */
	qw_note(ctx, qw_line(cmd) & QW_LINE_MANAGED ? QW_INFO : QW_WARNING,
		"%s: other machines can reach it without password, TLS or SASL (%s); use host "
		"127.0.0.1, add password-secret=, or set expose = allow",
		label, listeners);
	return 0;
}

static int server_check(struct qw_context *ctx, const struct qw_command *cmd,
			const struct qw_option *opt, enum expose expose)
{
	struct properties value;
	struct endpoint endpoint;
	char label[LABEL_MAX];

	int r = server_read(cmd, opt, &value);
	if (r == -ENODATA || (qw_flags(cmd, opt) & QW_UNCERTAIN))
		return 0;
	server_label(cmd, opt, properties_at(&value, "vnc", 0), NULL, label);
	if (r == -E2BIG) {
		qw_note(ctx, QW_WARNING, "%s: too many properties; what it opens is not known",
			label);
		return 0;
	}
	if (r < 0)
		return r;
	const char *refusal = endpoint_refusal(&value);
	if (refusal) {
		qw_note(ctx, QW_INFO, "%s: QEMU will refuse it: %s", label, refusal);
		return 0;
	}
	for (size_t i = 0; endpoint_at(&value, i, &endpoint); i++) {
		r = endpoint_publish(ctx, &endpoint, qw_index(cmd, opt));
		int judged = exposure_judge(ctx, cmd, &endpoint, label, expose);
		if (r < 0 || judged < 0)
			return r < 0 ? r : judged;
	}
	return 0;
}

/* An option that may be the value of an unknown one, and its own value no option. Only a fork of
 * QEMU knows: there the server runs uncorrected and unchecked. */
static int uncertain_judge(struct qw_context *ctx, const struct qw_command *cmd,
			   const struct qw_option *opt, enum expose expose)
{
	static const char *const format =
		"%s (argument %lld) follows an unknown option and may be its value, so its VNC "
		"server is neither corrected nor checked; put another option between them";
	const char *spelling = qw_spelling(cmd, opt);
	long long index = (long long)qw_index(cmd, opt);
	const char *value = qw_argument(cmd, QW_FINAL, (size_t)index + 1, NULL);
	bool by_display = !strcmp(qw_name(cmd, opt), "display");

	if (!(qw_flags(cmd, opt) & QW_UNCERTAIN) || !value ||
	    (by_display && strncmp(value, "vnc=", 4) != 0))
		return 0;
	if (expose == EXPOSE_DENY)
		return qw_error(ctx, EPERM, format, spelling, index);
	qw_note(ctx, expose == EXPOSE_WARN ? QW_WARNING : QW_INFO, format, spelling, index);
	return 0;
}

static int uncertain_servers_judge(struct qw_context *ctx, const struct qw_command *cmd,
				   enum expose expose)
{
	static const char *const selectors[] = { EVERY_SERVER, "display[*]" };
	int r = 0;
	for (size_t i = 0; i < sizeof(selectors) / sizeof(*selectors); i++) {
		const struct qw_option *opt = NULL;
		while (r == 0 && (opt = qw_next(cmd, selectors[i], opt)))
			r = uncertain_judge(ctx, cmd, opt, expose);
	}
	return r;
}

/* What opens VNC servers without showing among them. */
static void unseen_note(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct qw_option *opt = NULL;
	if (qw_next(cmd, "readconfig[*]", NULL))
		qw_note(ctx, QW_INFO,
			"-readconfig: VNC servers in that file are not seen and not corrected");
	while ((opt = qw_next(cmd, "set[*]", opt))) {
		const char *value = qw_value(cmd, opt);
		if (value && !strncmp(value, "vnc.", 4)) {
			qw_note(ctx, QW_INFO,
				"-set vnc.: changes of VNC servers by -set are not seen and not "
				"corrected");
			break;
		}
	}
	if (qw_next(cmd, "spice[*]", NULL))
		qw_note(ctx, QW_INFO, "-spice: SPICE servers are not looked at");
	if (!line_chooses_display(cmd))
		qw_note(ctx, QW_INFO,
			"no display is chosen: where QEMU finds no local one it opens a VNC server "
			"on 127.0.0.1, TCP 5900 to 5999, by itself");
}

int vnc_check(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct settings settings;
	const struct qw_option *opt = NULL;

	if (qw_line(cmd) & (QW_LINE_PRINTS | QW_LINE_PROBES))
		return 0;
	int r = settings_read(ctx, &settings);
	while (r == 0 && (opt = qw_next(cmd, EVERY_SERVER, opt)))
		r = server_check(ctx, cmd, opt, settings.expose);
	if (r == 0)
		r = uncertain_servers_judge(ctx, cmd, settings.expose);
	if (r == 0)
		unseen_note(ctx, cmd);
	return r;
}
