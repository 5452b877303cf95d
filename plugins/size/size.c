/* SPDX-License-Identifier: MIT */
#include "rewrite.h"
#include "settings.h"

static int size_open(struct qw_context *ctx)
{
	struct settings settings;
	return settings_read(ctx, &settings);
}

QW_PLUGIN(.name = "size", .version = "0.1.0",
	  .summary = "gives guests the memory and processors that control groups allow",
	  .options = settings_specs, .after = "args", .open = size_open, .rewrite = size_rewrite);
