/* SPDX-License-Identifier: MIT */
/* The plugin's own options, checked. The strings belong to the host. */
#ifndef SIZE_SETTINGS_H
#define SIZE_SETTINGS_H

#include <qemu-wrapper/plugin.h>

#include "fit.h"

struct settings {
	struct wish wish;
	/* Stands before /proc and /sys; "" but in tests. */
	const char *root;
};

extern const struct qw_option_spec settings_specs[];

/* 0, or what qw_error() returned: an option has an impossible value. */
int settings_read(struct qw_context *ctx, struct settings *ret_settings);

#endif
