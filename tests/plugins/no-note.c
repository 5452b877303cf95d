/* SPDX-License-Identifier: MIT */
/* A sound descriptor without note: its constructor must not run. */
#include "mark.h"

#include <qemu-wrapper/plugin.h>

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return 0;
}

const struct qw_plugin qw_plugin_v0 = {
	.struct_size = (uint32_t)sizeof(struct qw_plugin),
	.abi_minor = QW_ABI_MINOR,
	.option_size = (uint32_t)sizeof(struct qw_option_spec),
	.name = "no-note",
	.check = check,
};
