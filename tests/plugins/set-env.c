/* SPDX-License-Identifier: MIT */
/* Changes QEMU's environment by the host: first `unset`, then `set` (NAME=VALUE). */
#include <qemu-wrapper/plugin.h>

#include <stdlib.h>
#include <string.h>

static int set(struct qw_command *cmd, const char *item)
{
	char *name = strdup(item);
	char *equals = name ? strchr(name, '=') : NULL;
	int status = -ENOMEM;
	if (equals) {
		*equals = '\0';
		status = qw_set_env(cmd, name, equals + 1, 0, "asked to set it");
	}
	free(name);
	return status;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *item;
	int status = 0;
	for (size_t i = 0; !status && (item = qw_item(ctx, "unset", i, NULL)); i++)
		status = qw_unset_env(cmd, item, 0, "asked to unset it");
	for (size_t i = 0; !status && (item = qw_item(ctx, "set", i, NULL)); i++)
		status = set(cmd, item);
	for (size_t i = 0; !status && (item = qw_item(ctx, "show", i, NULL)); i++) {
		const char *value = qw_env(cmd, item);
		qw_note(ctx, QW_INFO, "%s=%s", item, value ? value : "(unset)");
	}
	return status;
}

static const struct qw_option_spec options[] = {
	{ "set", QW_LIST, NULL, "NAME=VALUE" },
	{ "unset", QW_LIST, NULL, "NAME" },
	{ "show", QW_LIST, NULL, "NAME: a note with the value at the end" },
	{ 0 },
};

QW_PLUGIN(.name = "set-env", .version = "1.0", .summary = "changes QEMU's environment",
	  .options = options, .rewrite = rewrite);
