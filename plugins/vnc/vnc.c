/* SPDX-License-Identifier: MIT */
#include "hooks.h"
#include "settings.h"

static int vnc_open(struct qw_context *ctx)
{
	struct settings settings;
	return settings_read(ctx, &settings);
}

QW_PLUGIN(.name = "vnc", .version = "0.1.0",
	  .summary = "makes of VNC ports and addresses what was meant, and tells what listens",
	  .options = settings_specs, .after = "args", .open = vnc_open, .rewrite = vnc_rewrite,
	  .check = vnc_check);
