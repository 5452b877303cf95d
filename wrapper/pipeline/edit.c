/* SPDX-License-Identifier: MIT */
#include "pipeline/edit.h"

#include "command/selector.h"

#include <string.h>

#define KNOWN_FLAGS ((uint32_t)QW_GUEST_VISIBLE | (uint32_t)QW_BOOLEAN | (uint32_t)QW_NUMBER)

/* What is let pass today can't get a meaning tomorrow; only a newer plugin knows what it says. */
static int check_flags(struct hook *hook, uint32_t flags)
{
	uint32_t unknown = flags & ~KNOWN_FLAGS;
	if (!unknown || hook->stage->plugin->descriptor.abi_minor > QW_ABI_MINOR)
		return 0;
	return error_set(&hook->error, EINVAL, "the flags %#x of an edit are unknown",
			 (unsigned)unknown);
}

int edit_begin(struct edit *edit, struct qw_command *cmd, const char *reason, uint32_t flags)
{
	struct hook *hook = hook_of_command(cmd);
	if (!hook)
		return -EPERM;
	*edit = (struct edit){ .hook = hook, .pipeline = hook->stage->pipeline };
	int status = hook_edit(hook, &edit->draft);
	if (status)
		return status;
	if (!reason || !*reason)
		return error_set(&hook->error, EINVAL, "an edit needs a reason");
	status = check_flags(hook, flags);
	if (status)
		return status;
	edit->change = (struct change){
		.plugin = hook->stage->plugin->name,
		.reason = arena_strdup(&edit->pipeline->arena, reason),
		.flags = flags & KNOWN_FLAGS,
	};
	return edit->change.reason ? 0 : error_memory(&hook->error);
}

int edit_target(struct edit *edit, const struct qw_option *opt)
{
	struct error *err = &edit->hook->error;
	ptrdiff_t at = hook_locate(edit->hook, opt);
	if (!opt)
		return error_set(err, ESTALE,
				 "an option was to be edited that is NULL: was it found?");
	if (at < 0)
		return error_set(err, ESTALE, "an option was to be edited that is gone");
	edit->at = (size_t)at;
	edit->element = edit->draft->items[at];
	if (edit->element->kind == ELEMENT_OPAQUE)
		return error_set(err, EBUSY,
				 "argument %zu (%s) may be the value of the unknown option before "
				 "it: it can't be edited",
				 command_argv_index(edit->draft, edit->at), edit->element->word);
	edit->change.option = element_name(edit->element);
	edit->change.serial = edit->element->serial;
	const char *id = element_id(edit->element, &edit->pipeline->arena);
	edit->change.id = id;
	return 0;
}

struct claim edit_claim(const struct edit *edit, const char *thing, const char *property,
			const char *value)
{
	return (struct claim){ thing,
			       property,
			       value,
			       edit->change.plugin,
			       edit->change.reason,
			       edit->hook->stage->plugin->settings->overrides };
}

/* As a selector would name it; for messages. */
static const char *label(const struct change *change, struct arena *arena)
{
	if (!change->option)
		return arena_printf(arena, "environment %s", change->variable);
	const char *id = change->id ? change->id : "", *property = change->property;
	bool is_bare = change->option[0] == '-' || !strcmp(change->option, "image");
	return arena_printf(arena, "%s%s%s%s%s%s%s", is_bare ? "" : "-", change->option,
			    *id ? "[id=" : "", id, *id ? "]" : "", property ? "." : "",
			    property ? property : "");
}

/* Words that people wrote come here without the flag: what they ask for is theirs to decide. */
static int refuse_guest_visible(const struct edit *edit)
{
	const char *what = label(&edit->change, &edit->pipeline->arena);
	if (!what)
		return error_memory(&edit->hook->error);
	return error_set(&edit->hook->error, EPERM,
			 "%s: the guest may notice this change (%s)\n"
			 "'guest-visible = deny' in %s refuses that; change it there, or leave the "
			 "plugin out",
			 what, edit->change.reason, edit->pipeline->guest_visible_denied);
}

int edit_record(const struct edit *edit)
{
	if ((edit->change.flags & QW_GUEST_VISIBLE) && edit->pipeline->guest_visible_denied)
		return refuse_guest_visible(edit);
	struct change *change = VECTOR_ADD(&edit->pipeline->journal.changes);
	if (!change)
		return error_memory(&edit->hook->error);
	*change = edit->change;
	return 0;
}

const char *edit_origin(const struct edit *edit)
{
	return arena_printf(&edit->pipeline->arena, "plugin:%s", edit->change.plugin);
}
