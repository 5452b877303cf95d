/* SPDX-License-Identifier: MIT */
#include "pipeline/hook.h"

#include "base/sanitized.h"
#include "pipeline/isolated_hook.h"
#include "pipeline/services.h"

#include <string.h>

struct stage *stage_of_context(const struct qw_context *ctx)
{
	/* `context` is the first member. */
	return (struct stage *)(uintptr_t)ctx;
}

static bool may_call(const struct stage *stage)
{
	return stage->running && pthread_equal(pthread_self(), stage->pipeline->thread);
}

struct hook *hook_of_command(const struct qw_command *cmd)
{
	/* `view` is the first member. */
	struct hook *hook = (struct hook *)(uintptr_t)cmd;
	return may_call(hook->stage) && hook->stage->running == hook ? hook : NULL;
}

struct hook *hook_of_context(const struct qw_context *ctx)
{
	struct stage *stage = stage_of_context(ctx);
	return may_call(stage) ? stage->running : NULL;
}

const char *hook_lend(struct hook *hook, const char *text)
{
	return SANITIZED_ADDRESS && text ? arena_strdup(&hook->scratch, text) : text;
}

const struct command *hook_command(const struct hook *hook)
{
	return hook->drafted ? &hook->draft : &hook->stage->pipeline->command;
}

int hook_edit(struct hook *hook, struct command **ret_command)
{
	if (hook->phase != PHASE_REWRITE)
		return error_set(&hook->error, EPERM, "only rewrite hooks may edit, not %s",
				 phase_name(hook->phase));
	if (!hook->drafted) {
		int status =
			command_copy(&hook->draft, &hook->stage->pipeline->command, &hook->error);
		if (status)
			return status;
		hook->drafted = true;
	}
	*ret_command = &hook->draft;
	return 0;
}

ptrdiff_t hook_locate(const struct hook *hook, const struct qw_option *opt)
{
	if (!opt)
		return -ESTALE;
	/* A handle is a version of an element: its serial number finds the present one. */
	const struct element *element = (const struct element *)opt;
	ptrdiff_t at = command_locate(hook_command(hook), element->serial, hook->cursor);
	return at < 0 ? -ESTALE : at;
}

int hook_removed(struct hook *hook, uint32_t serial, size_t at)
{
	for (size_t i = 0; i < hook->removed.count; i++)
		if (hook->removed.items[i].next > at)
			hook->removed.items[i].next--;
	struct removed *removed = VECTOR_ADD(&hook->removed);
	if (!removed)
		return error_memory(&hook->error);
	*removed = (struct removed){ serial, at };
	return 0;
}

void hook_inserted(struct hook *hook, size_t at, size_t count)
{
	/* What comes to stand in a removed option's place is not met again: a hook that replaces
	 * options while it walks over them must come to an end. */
	for (size_t i = 0; i < hook->removed.count; i++)
		if (hook->removed.items[i].next >= at)
			hook->removed.items[i].next += count;
}

ptrdiff_t hook_behind(const struct hook *hook, const struct qw_option *opt)
{
	ptrdiff_t at = hook_locate(hook, opt);
	if (at >= 0)
		return at + 1;
	for (size_t i = 0; i < hook->removed.count; i++)
		if (hook->removed.items[i].serial == ((const struct element *)opt)->serial)
			return (ptrdiff_t)hook->removed.items[i].next;
	return -ESTALE;
}

static int call(struct hook *hook, const struct qw_plugin *plugin, const struct qw_outcome *outcome)
{
	struct qw_context *ctx = &hook->stage->context;
	switch (hook->phase) {
	case PHASE_OPEN:
		return plugin->open ? plugin->open(ctx) : 0;
	case PHASE_REWRITE:
		return plugin->rewrite ? plugin->rewrite(ctx, &hook->view) : 0;
	case PHASE_CHECK:
		return plugin->check ? plugin->check(ctx, &hook->view) : 0;
	case PHASE_LAUNCH:
		return plugin->launch ? plugin->launch(ctx, &hook->view) : 0;
	case PHASE_OUTCOME:
		return plugin->outcome ? plugin->outcome(ctx, &hook->view, outcome) : 0;
	case PHASE_CLOSE:
		if (plugin->close)
			plugin->close(ctx);
		return 0;
	}
	return 0;
}

void hook_run(struct hook *hook, const struct qw_plugin *plugin, const struct qw_outcome *outcome)
{
	int result = call(hook, plugin, outcome);
	/* Plugins return all sorts of numbers. */
	if (!result || hook->error.code)
		return;
	bool is_errno = result < 0 && result >= -4095;
	if (is_errno)
		error_set(&hook->error, -result, "%s", strerror(-result));
	else
		error_set(&hook->error, EINVAL, "the hook returned %d and gave no reason", result);
}

/* In this process, or wherever the plugin has to stay. */
static void run(struct hook *hook, const struct qw_outcome *outcome)
{
	const struct plugin *plugin = hook->stage->plugin;
	struct plugin_guard *guard = hook->stage->pipeline->plugins->guard;
	if (isolated_hook_applies(plugin, hook->phase)) {
		isolated_hook_run(hook, outcome);
		return;
	}
	plugin_guard_enter(guard, plugin->name, phase_name(hook->phase));
	hook_run(hook, &plugin->descriptor, outcome);
	plugin_guard_leave(guard);
}

static void commit(struct hook *hook)
{
	struct pipeline *pipeline = hook->stage->pipeline;
	if (hook->phase == PHASE_REWRITE &&
	    (hook->drafted || pipeline->environment.edits.count > hook->variables))
		hook->stage->edited = true;
	if (!hook->drafted)
		return;
	command_release(&pipeline->command);
	pipeline->command = hook->draft;
	hook->draft = (struct command){ 0 };
	pipeline->kind = line_kind_of(&pipeline->command);
}

static void roll_back(struct hook *hook)
{
	struct pipeline *pipeline = hook->stage->pipeline;
	journal_rollback(&pipeline->journal, hook->journal);
	pipeline->owners.records.count = hook->owners;
	pipeline->environment.edits.count = hook->variables;
	slots_rollback(&pipeline->slots, hook->slots);
}

/* The arrays of setenv(3) and environ(7) are not QEMU's: who means them for it is told. */
static void tell_own_environment(struct stage *stage)
{
	struct pipeline *pipeline = stage->pipeline;
	if (!own_environment_changed(&pipeline->own_environment, &pipeline->arena) ||
	    stage->environment_noted)
		return;
	stage->environment_noted = true;
	notes_add(&pipeline->journal.notes, stage->plugin->name, NOTE_INFO,
		  "changed the environment of the wrapper's own process, which is not the "
		  "one that QEMU gets");
}

/* Everything about the call but what it has changed. The hook itself stays where it is: a plugin
 * that has kept its `cmd` gets errors and does no harm. */
static void release(struct hook *hook)
{
	command_release(&hook->draft);
	arena_release(&hook->scratch);
	free(hook->removed.items);
	hook->removed.items = NULL;
}

int hook_call(struct stage *stage, enum phase phase, const struct qw_outcome *outcome,
	      struct error *err)
{
	struct pipeline *pipeline = stage->pipeline;
	if (!(stage->plugin->hooks & PHASE_BIT(phase)))
		return 0;
	struct hook *hook = arena_alloc(&pipeline->arena, sizeof(*hook));
	if (!hook)
		return error_memory(err);
	*hook = (struct hook){
		.view = { pipeline->host },
		.stage = stage,
		.phase = phase,
		.journal = journal_mark(&pipeline->journal),
		.owners = pipeline->owners.records.count,
		.variables = pipeline->environment.edits.count,
		.slots = pipeline->slots.list.count,
	};
	stage->running = hook;
	own_environment_changed(&pipeline->own_environment, &pipeline->arena);
	run(hook, outcome);
	stage->running = NULL;
	int status = -hook->error.code;
	if (status)
		roll_back(hook);
	else
		commit(hook);
	tell_own_environment(stage);
	release(hook);
	if (status)
		*err = hook->error;
	return status;
}
