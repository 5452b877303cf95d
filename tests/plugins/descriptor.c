/* SPDX-License-Identifier: MIT */
/*
 * A plugin with a constructor that leaves a mark. It is sound as it stands; each macro replaces one
 * thing: NAME, AFTER, BEFORE, HOOK (the rewrite hook), OPTIONS (the elements of the table). Tests
 * change the rest in copies of the file.
 */
#include "mark.h"

#include <qemu-wrapper/plugin.h>

#ifndef NAME
#define NAME "descriptor"
#endif
#ifndef AFTER
#define AFTER NULL
#endif
#ifndef BEFORE
#define BEFORE NULL
#endif
#ifndef HOOK
#define HOOK rewrite
#endif
#ifndef OPTIONS
#define OPTIONS                                      \
	{                                            \
		"color", QW_STRING, "red", "a color" \
	}
#endif

static int __attribute__((unused)) rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	qw_note(ctx, QW_INFO, NAME " was here");
	return 0;
}

static const struct qw_option_spec options[] = { OPTIONS, { 0 } };

QW_EMIT_NOTE;
const struct qw_plugin qw_plugin_v0 = {
	.struct_size = (uint32_t)sizeof(struct qw_plugin),
	.abi_minor = QW_ABI_MINOR,
	.option_size = (uint32_t)sizeof(struct qw_option_spec),
	.name = NAME,
	.version = "1.0",
	.summary = "a descriptor for tests",
	.options = options,
	.after = AFTER,
	.before = BEFORE,
	.rewrite = HOOK,
};
