/* SPDX-License-Identifier: MIT */
/*
 * One of many: adds -device DEVICE with the id that it is given and counts those before it. Tests
 * install copies with other numbers in the name.
 */
#include <qemu-wrapper/plugin.h>

#include <stdio.h>

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	char value[64];
	int count = 0;
	for (struct qw_option *o = NULL; (o = qw_next(cmd, "device[*]", o));)
		count++;
	snprintf(value, sizeof(value), "e1000,id=%s%d", qw_string(ctx, "prefix"), count);
	return qw_add(cmd, "device", value, QW_GUEST_VISIBLE, "one of many");
}

static const struct qw_option_spec options[] = {
	{ "prefix", QW_STRING, "n", "beginning of the id" },
	{ 0 },
};

QW_PLUGIN(.name = "numbered-00", .version = "1.0", .summary = "one of many", .options = options,
	  .rewrite = rewrite);
