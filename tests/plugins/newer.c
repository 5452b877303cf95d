/* SPDX-License-Identifier: MIT */
/* Made with a header of the future: its structures are larger, its table has larger elements. */
#include <qemu-wrapper/plugin.h>

#undef QW_ABI_MINOR
#define QW_ABI_MINOR 90

struct newer_option {
	struct qw_option_spec spec;
	const char *group;
	int64_t rank;
};

struct newer_plugin {
	struct qw_plugin plugin;
	const char *needs;
	int (*stop)(struct qw_context *ctx);
};

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	qw_note(ctx, QW_INFO, "first=%s second=%lld", qw_string(ctx, "first"),
		(long long)qw_int(ctx, "second"));
	return 0;
}

static const struct newer_option options[] = {
	{ { "first", QW_STRING, "one", "the first" }, "general", 1 },
	{ { "second", QW_INT, "2", "the second" }, "general", 2 },
	{ { 0 }, NULL, 0 },
};

QW_EMIT_NOTE;
extern QW_EXPORT const struct newer_plugin newer __asm__("qw_plugin_v0");
const struct newer_plugin newer = {
	.plugin = { .struct_size = (uint32_t)sizeof(struct newer_plugin),
		    .abi_minor = QW_ABI_MINOR,
		    .option_size = (uint32_t)sizeof(struct newer_option),
		    .flags = 1u << 31,
		    .name = "newer",
		    .summary = "a plugin of the future",
		    .options = &options[0].spec,
		    .rewrite = rewrite },
	.needs = "something",
};
