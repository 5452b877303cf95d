/* SPDX-License-Identifier: MIT */
/*
 * Wants one thing to have one value: an option, a property of the option that `option` selects, or
 * a variable. Tests install copies with other last letters in the name.
 */
#include <qemu-wrapper/plugin.h>

#include <string.h>

static int on_option(struct qw_context *ctx, struct qw_command *cmd, const char *reason)
{
	const char *name = qw_string(ctx, "option"), *property = qw_string(ctx, "property");
	const char *value = qw_string(ctx, "value");
	uint32_t flags = qw_bool(ctx, "visible") ? QW_GUEST_VISIBLE : 0;
	struct qw_option *option = qw_find(cmd, name);
	if (!option)
		return value ? qw_add(cmd, name, value, flags, reason) : 0;
	if (property)
		return value ? qw_set(cmd, option, property, value, flags, reason)
			     : qw_unset(cmd, option, property, flags, reason);
	return value ? qw_replace(cmd, option, value, flags, reason)
		     : qw_remove(cmd, option, flags, reason);
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *variable = qw_string(ctx, "variable"), *value = qw_string(ctx, "value");
	const char *reason = qw_string(ctx, "reason");
	if (qw_string(ctx, "option"))
		return on_option(ctx, cmd, reason);
	if (!variable)
		return 0;
	uint32_t flags = qw_bool(ctx, "visible") ? QW_GUEST_VISIBLE : 0;
	return value ? qw_set_env(cmd, variable, value, flags, reason)
		     : qw_unset_env(cmd, variable, flags, reason);
}

static const struct qw_option_spec options[] = {
	{ "option", QW_STRING, NULL, "selector of the option" },
	{ "property", QW_STRING, NULL, "the property; otherwise the whole option" },
	{ "variable", QW_STRING, NULL, "a variable of the environment instead" },
	{ "value", QW_STRING, NULL, "the value; otherwise it is removed" },
	{ "visible", QW_BOOL, "no", "whether the guest may notice" },
	{ "reason", QW_STRING, "no reason", "why" },
	{ 0 },
};

QW_PLUGIN(.name = "claims-a", .version = "1.0", .summary = "wants one value", .options = options,
	  .rewrite = rewrite);
