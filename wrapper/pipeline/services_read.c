/* SPDX-License-Identifier: MIT */
#include "pipeline/services.h"

#include "command/selector.h"
#include "command/value.h"
#include "pipeline/hook.h"

#include <string.h>

/* The present version of the element behind a handle, or NULL. */
static const struct element *element_of(const struct hook *hook, const struct qw_option *opt)
{
	ptrdiff_t at = hook ? hook_locate(hook, opt) : -EPERM;
	return at < 0 ? NULL : hook_command(hook)->items[at];
}

static ptrdiff_t search(const struct command *command, size_t from, const struct selector *selector)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	for (size_t i = from; i < command->count; i++)
		if (selector_matches(selector, command->items[i], &scratch))
			return (ptrdiff_t)i;
	return -1;
}

struct qw_option *service_next(const struct qw_command *cmd, const char *selector,
			       const struct qw_option *previous, int only_one)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	struct hook *hook = hook_of_command(cmd);
	if (!hook)
		return NULL;
	const struct command *command = hook_command(hook);
	struct selector parsed;
	if (!selector || selector_parse(selector, &scratch, &parsed, &hook->error)) {
		error_set(&hook->error, EINVAL, "a selector is missing");
		return NULL;
	}
	ptrdiff_t from = previous ? hook_behind(hook, previous) : 0;
	if (from < 0) {
		error_set(&hook->error, ESTALE, "the option to go on behind is not of this hook");
		return NULL;
	}
	ptrdiff_t at = search(command, (size_t)from, &parsed);
	if (at < 0)
		return NULL;
	if (only_one && !parsed.all) {
		ptrdiff_t second = search(command, (size_t)at + 1, &parsed);
		if (second >= 0) {
			error_set(&hook->error, ENOTUNIQ,
				  "'%s' means more than one option here (arguments %zu and %zu); "
				  "[*] behind the name takes all",
				  selector, command_argv_index(command, (size_t)at),
				  command_argv_index(command, (size_t)second));
			return NULL;
		}
	}
	hook->cursor = (size_t)at;
	return (struct qw_option *)command->items[at];
}

const char *service_text(const struct qw_command *cmd, const struct qw_option *opt, int what)
{
	struct hook *hook = hook_of_command(cmd);
	const struct element *element = element_of(hook, opt);
	if (!element)
		return NULL;
	switch (what) {
	case QW_TEXT_NAME:
		return hook_lend(hook, element_name(element));
	case QW_TEXT_SPELLING:
		return hook_lend(hook, element->word);
	case QW_TEXT_VALUE:
		return hook_lend(hook, element->kind == ELEMENT_IMAGE ? element->word
								      : element_value(element));
	case QW_TEXT_ORIGIN:
		return hook_lend(hook,
				 element->value ? element->value_origin : element->word_origin);
	}
	return NULL;
}

uint32_t service_flags(const struct qw_command *cmd, const struct qw_option *opt)
{
	const struct element *element = element_of(hook_of_command(cmd), opt);
	uint32_t flags = 0;
	if (!element)
		return 0;
	if (element->kind == ELEMENT_OPAQUE)
		flags |= QW_UNCERTAIN;
	if (element_is_incomplete(element))
		flags |= QW_INCOMPLETE;
	if (element_is_json(element))
		flags |= QW_JSON;
	return flags;
}

int64_t service_index(const struct qw_command *cmd, const struct qw_option *opt)
{
	const struct hook *hook = hook_of_command(cmd);
	ptrdiff_t at = hook ? hook_locate(hook, opt) : -EPERM;
	return at < 0 ? at : (int64_t)command_argv_index(hook_command(hook), (size_t)at);
}

const char *service_owner(const struct qw_command *cmd, const struct qw_option *opt,
			  const char *property)
{
	struct hook *hook = hook_of_command(cmd);
	const struct element *element = element_of(hook, opt);
	const char *thing = element ? owners_thing(element, &hook->scratch) : NULL;
	if (!thing)
		return NULL;
	const struct ownership *record =
		owners_find(&hook->stage->pipeline->owners, thing, property);
	return record && record->value ? hook_lend(hook, record->plugin) : NULL;
}

const char *service_get(const struct qw_command *cmd, const struct qw_option *opt,
			const char *property)
{
	struct hook *hook = hook_of_command(cmd);
	const struct element *element = element_of(hook, opt);
	if (!element || !property)
		return NULL;
	return hook_lend(hook, element_property(element, property, &hook->scratch));
}

int service_property(const struct qw_command *cmd, const struct qw_option *opt, size_t index,
		     const char **ret_key, const char **ret_value)
{
	struct hook *hook = hook_of_command(cmd);
	const struct element *element = element_of(hook, opt);
	if (!element)
		return hook ? -ESTALE : -EPERM;
	const char *text = element_value(element);
	const char *key, *value;
	CLEANUP_ERROR struct error err = { 0 };
	if (!text || !element->option)
		return 0;
	/* Malformed JSON is QEMU's to refuse; it does not fail the hook. */
	int status = value_at(element->option, text, index, &hook->scratch, &key, &value, &err);
	if (status == 1 && ret_key)
		*ret_key = hook_lend(hook, key);
	if (status == 1 && ret_value)
		*ret_value = hook_lend(hook, value);
	return status;
}

const char *service_env(const struct qw_command *cmd, const char *name)
{
	struct hook *hook = hook_of_command(cmd);
	if (!hook || !name)
		return NULL;
	return hook_lend(hook, environment_get(&hook->stage->pipeline->environment, name));
}

uint32_t service_line(const struct qw_command *cmd)
{
	const struct hook *hook = hook_of_command(cmd);
	if (!hook)
		return 0;
	const struct line_kind *kind = &hook->stage->pipeline->kind;
	return (kind->prints ? QW_LINE_PRINTS : 0u) | (kind->probes ? QW_LINE_PROBES : 0u) |
	       (kind->manager ? QW_LINE_MANAGED : 0u);
}

const char *service_about(const struct qw_command *cmd, int what)
{
	struct hook *hook = hook_of_command(cmd);
	if (!hook)
		return NULL;
	const struct pipeline *pipeline = hook->stage->pipeline;
	switch (what) {
	case QW_ABOUT_PROGRAM:
		return hook_lend(hook, pipeline->program);
	case QW_ABOUT_NAME:
		return hook_lend(hook, pipeline->name);
	case QW_ABOUT_MANAGER:
		return hook_lend(hook, pipeline->kind.manager);
	case QW_ABOUT_VERSION:
		return hook_lend(hook, QW_VERSION);
	case QW_ABOUT_PROCESS:
		return arena_printf(&hook->scratch, "%ld", (long)pipeline->process);
	}
	return NULL;
}
