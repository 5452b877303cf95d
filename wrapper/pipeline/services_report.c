/* SPDX-License-Identifier: MIT */
#include "pipeline/services.h"

#include "command/redact.h"
#include "pipeline/hook.h"

#include <stdalign.h>
#include <string.h>

/* No structure of the interface gets near this; a size above is none. */
#define MOST_BYTES 4096

static int emit(struct hook *hook, int slot)
{
	const struct command *command =
		slot ? hook_command(hook) : &hook->stage->pipeline->original;
	/* Counting them costs as much as all of them: not once for each. */
	hook->argc[slot] = command_word_count(command);
	return command_emit(command, &hook->scratch, &hook->argv[slot], &hook->origins[slot],
			    &hook->error);
}

const char *service_argument(const struct qw_command *cmd, int which, size_t index,
			     const char **ret_origin)
{
	struct hook *hook = hook_of_command(cmd);
	int slot = which == QW_FINAL;
	if (!hook || (which != QW_ORIGINAL && which != QW_FINAL))
		return NULL;
	/* The final line may still change while a rewrite hook runs. */
	if ((!hook->argv[slot] || hook->phase == PHASE_REWRITE) && emit(hook, slot))
		return NULL;
	if (index >= hook->argc[slot])
		return NULL;
	if (ret_origin)
		*ret_origin = hook_lend(hook, hook->origins[slot][index]);
	return hook_lend(hook, hook->argv[slot][index]);
}

/* Looked for anew only while a rewrite hook runs, in which the line may still change. */
static ptrdiff_t index_of_change(struct hook *hook, const struct change *change)
{
	const struct command *command = hook_command(hook);
	if (hook->phase == PHASE_REWRITE ||
	    (!hook->positions.command && positions_make(&hook->positions, command, &hook->scratch)))
		return journal_change_index(change, command);
	return positions_of_change(&hook->positions, change);
}

int service_change_at(const struct qw_command *cmd, size_t index, struct qw_change *ret_change)
{
	struct hook *hook = hook_of_command(cmd);
	if (!hook)
		return -EPERM;
	const struct journal *journal = &hook->stage->pipeline->journal;
	if (!ret_change || ret_change->size < sizeof(uint32_t) || ret_change->size > MOST_BYTES)
		return -EINVAL;
	if (index >= journal->changes.count)
		return 0;
	const struct change *change = &journal->changes.items[index];
	uint32_t size = ret_change->size < sizeof(*ret_change) ? ret_change->size
							       : (uint32_t)sizeof(*ret_change);
	struct qw_change copy = {
		.size = size,
		.flags = change->flags,
		.plugin = hook_lend(hook, change->plugin),
		.action = change_action_name(change->action),
		.option = hook_lend(hook, change->option),
		.id = hook_lend(hook, change->id),
		.property = hook_lend(hook, change->property),
		.variable = hook_lend(hook, change->variable),
		.before = hook_lend(hook, change->before),
		.after = hook_lend(hook, change->after),
		.reason = hook_lend(hook, change->reason),
		.index = index_of_change(hook, change),
	};
	/* A newer plugin's structure is longer: what we don't know reads as zero. */
	size_t unknown = ret_change->size - size;
	memcpy(ret_change, &copy, size);
	memset((char *)ret_change + size, 0, unknown);
	return 1;
}

/* The fields in elements of another size, for plugins that are older or newer than the host. */
static const struct qw_field *resize_fields(struct hook *hook, const struct fact *fact, size_t size)
{
	char *copies = arena_array(&hook->scratch, fact->count + 1, size);
	for (size_t i = 0; copies && i < fact->count; i++)
		memcpy(copies + i * size, &fact->fields[i],
		       size < sizeof(fact->fields[i]) ? size : sizeof(fact->fields[i]));
	return (const struct qw_field *)(void *)copies;
}

int service_fact_at_sized(const struct qw_command *cmd, size_t index, const char **ret_plugin,
			  const char **ret_key, const struct qw_field **ret_fields,
			  size_t field_size, size_t *ret_count)
{
	struct hook *hook = hook_of_command(cmd);
	if (!hook)
		return -EPERM;
	const struct journal *journal = &hook->stage->pipeline->journal;
	if (!ret_plugin || !ret_key || !ret_fields || !ret_count)
		return -EINVAL;
	if (field_size < FIELD_SIZE || field_size > MOST_BYTES ||
	    field_size % alignof(struct qw_field))
		return -EINVAL;
	if (index >= journal->facts.count)
		return 0;
	const struct fact *fact = &journal->facts.items[index];
	const struct qw_field *fields = fact->fields;
	if (field_size != sizeof(*fields))
		fields = resize_fields(hook, fact, field_size);
	if (!fields)
		return error_memory(&hook->error);
	*ret_plugin = hook_lend(hook, fact->plugin);
	*ret_key = hook_lend(hook, fact->key);
	*ret_fields = fields;
	*ret_count = fact->count;
	return 1;
}

int service_fact_at(const struct qw_command *cmd, size_t index, const char **ret_plugin,
		    const char **ret_key, const struct qw_field **ret_fields, size_t *ret_count)
{
	return service_fact_at_sized(cmd, index, ret_plugin, ret_key, ret_fields, FIELD_SIZE,
				     ret_count);
}

int service_note_at(const struct qw_command *cmd, size_t index, const char **ret_plugin,
		    uint32_t *ret_level, const char **ret_text)
{
	struct hook *hook = hook_of_command(cmd);
	if (!hook)
		return -EPERM;
	if (!ret_plugin || !ret_level || !ret_text)
		return -EINVAL;
	const struct journal *journal = &hook->stage->pipeline->journal;
	if (index >= journal->notes.list.count)
		return 0;
	const struct note *note = &journal->notes.list.items[index];
	*ret_plugin = hook_lend(hook, note->plugin);
	*ret_level = (uint32_t)note->level;
	*ret_text = hook_lend(hook, note->text);
	return 1;
}

const char *service_redact(const struct qw_command *cmd, const char *option, const char *value)
{
	struct hook *hook = hook_of_command(cmd);
	return hook && value ? hook_lend(hook, redact(option, value, &hook->scratch)) : NULL;
}

const char *service_redact_property(const struct qw_command *cmd, const char *option,
				    const char *property, const char *value)
{
	struct hook *hook = hook_of_command(cmd);
	if (!hook || !value)
		return NULL;
	struct arena *scratch = &hook->scratch;
	return hook_lend(hook, property ? redact_property(option, property, value, scratch)
					: redact(option, value, scratch));
}
