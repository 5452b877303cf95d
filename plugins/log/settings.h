/* SPDX-License-Identifier: MIT */
/*
 * The plugin's own options, checked and ready for use. Read anew in each hook, for an isolated
 * plugin keeps nothing between hooks. The strings belong to the host and live as long as the
 * plugin.
 */
#ifndef LOG_SETTINGS_H
#define LOG_SETTINGS_H

#include <qemu-wrapper/plugin.h>
#include <stdbool.h>

#include "level.h"

enum place { TO_AUTO, TO_STDERR, TO_SYSLOG, TO_JOURNAL, TO_FILE, TO_NONE };

struct log_settings {
	enum place to;
	/* With TO_FILE, an absolute path. */
	const char *path;
	enum level level;
	bool json;
	/* Strings for the guest's firmware are shown, except for what their keys tell to be
	 * secrets. */
	bool firmware_strings;
};

extern const struct qw_option_spec settings_specs[];

/* 0, or what qw_error() returned: an option has an impossible value. */
int settings_read(struct qw_context *ctx, struct log_settings *ret_settings);

#endif
