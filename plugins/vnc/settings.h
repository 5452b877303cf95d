/* SPDX-License-Identifier: MIT */
/*
 * The plugin's own options, checked and ready for use. Read anew in each hook, for an isolated
 * plugin keeps nothing between hooks. The strings belong to the host and live as long as the
 * plugin.
 */
#ifndef VNC_SETTINGS_H
#define VNC_SETTINGS_H

#include <qemu-wrapper/plugin.h>

#include "meaning.h"
#include "websocket.h"

enum expose { EXPOSE_ALLOW, EXPOSE_WARN, EXPOSE_DENY };

struct settings {
	struct meaning_rules rules;
	bool strict;
	/* The value of the server to be added to a line without display, or NULL. */
	const char *default_value;
	/* The websocket= to be added, or NULL. */
	const char *websocket;
	struct websocket websocket_meaning;
	/* An absolute path, or NULL. */
	const char *password_file;
	enum expose expose;
};

extern const struct qw_option_spec settings_specs[];

/* 0, or what qw_error() returned: an option has an impossible value. */
int settings_read(struct qw_context *ctx, struct settings *ret_settings);

#endif
