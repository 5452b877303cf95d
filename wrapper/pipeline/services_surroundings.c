/* SPDX-License-Identifier: MIT */
#include "pipeline/services.h"

#include "pipeline/edit.h"

int service_set_env(struct qw_command *cmd, const char *name, const char *value, uint32_t flags,
		    const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, flags);
	if (status)
		return status;
	struct error *err = &edit.hook->error;
	struct arena *arena = &edit.pipeline->arena;
	struct environment *environment = &edit.pipeline->environment;
	if (!name)
		return error_set(err, EINVAL, "a variable's name or value is missing");
	const char *thing = arena_printf(arena, "$%s", name);
	edit.change.action = value ? CHANGE_SET : CHANGE_REMOVE;
	edit.change.variable = arena_strdup(arena, name);
	edit.change.before = environment_get(environment, name);
	edit.change.after = value ? arena_strdup(arena, value) : NULL;
	if (!thing || !edit.change.variable || (value && !edit.change.after))
		return error_memory(err);
	if (!value && !edit.change.before)
		return 0;
	struct claim claim = edit_claim(&edit, thing, NULL, edit.change.after);
	status = owners_claim(&edit.pipeline->owners, &claim, err);
	if (!status)
		status = environment_set(environment, edit.change.variable, edit.change.after, err);
	return status ? status : edit_record(&edit);
}

int service_reserve_fd(struct qw_command *cmd, const char *reason)
{
	struct edit edit;
	int status = edit_begin(&edit, cmd, reason, 0);
	if (status)
		return status;
	return slots_reserve(&edit.pipeline->slots, &edit.pipeline->command, edit.change.plugin,
			     edit.change.reason, &edit.hook->error);
}
