/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <stdio.h>
#include <string.h>

#include "host.h"

const struct qw_option_spec settings_specs[] = {
	{ .name = "raw-ports",
	  .type = QW_STRING,
	  .default_value = "5900-5999",
	  .help = "numbers that are TCP ports, not displays: FIRST-LAST, or never",
	  .since = "0.1" },
	{ .name = "strict",
	  .type = QW_BOOL,
	  .default_value = "no",
	  .help = "refuse the launch instead of correcting a value",
	  .since = "0.1" },
	{ .name = "bind",
	  .type = QW_STRING,
	  .help = "host for values that name none; unset, :N stays as it is",
	  .since = "0.1" },
	{ .name = "default",
	  .type = QW_STRING,
	  .help = "value of a -vnc that is added when the line chooses no display at all",
	  .since = "0.1" },
	{ .name = "websocket",
	  .type = QW_STRING,
	  .help = "websocket for TCP servers that have none: on, PORT or HOST:PORT",
	  .since = "0.1" },
	{ .name = "password-file",
	  .type = QW_PATH,
	  .help = "file with the password for servers that ask for none",
	  .since = "0.1" },
	{ .name = "expose",
	  .type = QW_ENUM,
	  .default_value = "warn",
	  .help = "servers that other machines reach without password, TLS or SASL",
	  .choices = "allow warn deny",
	  .since = "0.1" },
	{ 0 }
};

static const char *text_or_null(const struct qw_context *ctx, const char *key)
{
	const char *text = qw_string(ctx, key);
	return text && *text ? text : NULL;
}

static const char *source(const struct qw_context *ctx, const char *key)
{
	const char *found = qw_source(ctx, key);
	return found ? found : "default";
}

static int raw_ports_read(struct qw_context *ctx, struct port_range *ret_range)
{
	const char *text = qw_string(ctx, "raw-ports");
	int r = text ? port_range_read(text, ret_range) : -EINVAL;
	if (r == -ERANGE)
		return qw_error(ctx, EINVAL,
				"%s: raw-ports = %s lies outside %u-%u, where displays listen",
				source(ctx, "raw-ports"), text, PORT_FIRST, PORT_LAST);
	if (r < 0)
		return qw_error(ctx, EINVAL,
				"%s: raw-ports = %s is no range of ports; write 5900-5999, or "
				"never",
				source(ctx, "raw-ports"), text ? text : "");
	return 0;
}

/* What can stand before the colon of an address without changing how QEMU cuts the value. */
static bool is_host(const char *text)
{
	char host[BIND_MAX];
	size_t length = strlen(text);
	bool bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
	if (length >= sizeof(host) || !strcmp(text, "unix"))
		return false;
	snprintf(host, sizeof(host), "%.*s", (int)(length - 2 * bracketed), text + bracketed);
	for (const char *at = host; *at; at++) {
		if ((unsigned char)*at <= ' ' || *at == 0x7f || strchr("[],='\"`\\", *at))
			return false;
	}
	return !strchr(host, ':') || host_is_ipv6(host);
}

static int bind_read(struct qw_context *ctx, char *ret_bind)
{
	const char *text = text_or_null(ctx, "bind");
	if (!text)
		return 0;

	bool bare_ipv6 = host_is_ipv6(text);
	if (strlen(text) + sizeof("[]") > BIND_MAX || !is_host(text))
		return qw_error(ctx, EINVAL,
				"%s: bind = %s is no host; write a name or an address, without "
				"quotes, port or display",
				source(ctx, "bind"), text);
	snprintf(ret_bind, BIND_MAX, bare_ipv6 ? "[%s]" : "%s", text);
	return 0;
}

static int websocket_setting_read(struct qw_context *ctx, struct settings *settings)
{
	settings->websocket = text_or_null(ctx, "websocket");
	if (!settings->websocket)
		return 0;
	const char *refusal = websocket_read(settings->websocket, &settings->websocket_meaning);
	if (refusal)
		return qw_error(ctx, EINVAL, "%s: websocket = %s: %s; write on, PORT or HOST:PORT",
				source(ctx, "websocket"), settings->websocket, refusal);
	return 0;
}

int settings_read(struct qw_context *ctx, struct settings *ret_settings)
{
	struct settings settings = { .strict = qw_bool(ctx, "strict"),
				     .default_value = text_or_null(ctx, "default"),
				     .password_file = text_or_null(ctx, "password-file"),
				     .expose = EXPOSE_WARN };
	const char *expose = qw_string(ctx, "expose");
	if (expose && !strcmp(expose, "allow"))
		settings.expose = EXPOSE_ALLOW;
	if (expose && !strcmp(expose, "deny"))
		settings.expose = EXPOSE_DENY;

	int r = raw_ports_read(ctx, &settings.rules.raw_ports);
	if (r == 0)
		r = bind_read(ctx, settings.rules.bind);
	if (r == 0)
		r = websocket_setting_read(ctx, &settings);
	if (r == 0)
		*ret_settings = settings;
	return r;
}
