/* SPDX-License-Identifier: MIT */
#include "pipeline/services.h"

#include "command/redact.h"
#include "pipeline/hook.h"

#include <string.h>

__attribute__((format(printf, 3, 0))) static int service_error(struct qw_context *ctx, int code,
							       const char *format, va_list args)
{
	struct hook *hook = hook_of_context(ctx);
	if (code <= 0 || code > 4095)
		code = EINVAL;
	if (!hook)
		return -code;
	CLEANUP_ARENA struct arena scratch = { 0 };
	char *text = format ? arena_vprintf(&scratch, format, args) : NULL;
	if (format && !text)
		return error_memory(&hook->error);
	return error_set(&hook->error, code, "%s", text ? text : "an error without a text");
}

__attribute__((format(printf, 3, 4))) static int say_error(struct qw_context *ctx, int code,
							   const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int result = service_error(ctx, code, format, args);
	va_end(args);
	return result;
}

static int service_error_text(struct qw_context *ctx, int code, const char *text)
{
	return say_error(ctx, code, "%s", text ? text : "an error without a text");
}

__attribute__((format(printf, 3, 0))) static void
service_note(struct qw_context *ctx, uint32_t level, const char *format, va_list args)
{
	struct hook *hook = hook_of_context(ctx);
	if (!hook || !format)
		return;
	struct pipeline *pipeline = hook->stage->pipeline;
	char *text = arena_vprintf(&pipeline->arena, format, args);
	const char *safe = text ? redact(NULL, text, &pipeline->arena) : NULL;
	enum note_level known = level == QW_WARNING ? NOTE_WARNING : NOTE_INFO;
	if (notes_add(&pipeline->journal.notes, hook->stage->plugin->name, known, safe))
		error_memory(&hook->error);
}

__attribute__((format(printf, 3, 4))) static void say_note(struct qw_context *ctx, uint32_t level,
							   const char *format, ...)
{
	va_list args;
	va_start(args, format);
	service_note(ctx, level, format, args);
	va_end(args);
}

static void service_note_text(struct qw_context *ctx, uint32_t level, const char *text)
{
	say_note(ctx, level, "%s", text ? text : "");
}

static int copy_field(struct qw_field *copy, const void *field, size_t size, struct hook *hook)
{
	struct arena *arena = &hook->stage->pipeline->arena;
	/* A plugin's field may be shorter or longer than ours. */
	memcpy(copy, field, size < sizeof(*copy) ? size : sizeof(*copy));
	bool text_missing = copy->kind == QW_FIELD_TEXT && !copy->text;
	/* What is let pass today can't get a meaning tomorrow. */
	if (copy->reserved)
		return error_set(&hook->error, EINVAL,
				 "a fact has a field whose reserved part is not 0");
	if (!copy->name || copy->kind < QW_FIELD_TEXT || copy->kind > QW_FIELD_NONE || text_missing)
		return error_set(&hook->error, EINVAL, "a fact has a field without name or value");
	copy->name = arena_strdup(arena, copy->name);
	copy->text = copy->kind == QW_FIELD_TEXT ? arena_strdup(arena, copy->text) : NULL;
	if (!copy->name || (copy->kind == QW_FIELD_TEXT && !copy->text))
		return error_memory(&hook->error);
	return 0;
}

static int service_fact(struct qw_context *ctx, const char *key, const struct qw_field *fields,
			size_t field_size, size_t count)
{
	struct stage *stage = stage_of_context(ctx);
	struct hook *hook = hook_of_context(ctx);
	if (!hook)
		return -EPERM;
	if (!key || !*key || (count && !fields) || field_size < FIELD_SIZE)
		return error_set(&hook->error, EINVAL, "a fact needs a key");
	struct arena *arena = &stage->pipeline->arena;
	struct fact fact = { stage->plugin->name, arena_strdup(arena, key),
			     arena_array(arena, count + 1, sizeof(struct qw_field)), count };
	if (!fact.key || !fact.fields)
		return error_memory(&hook->error);
	for (size_t i = 0; i < count; i++) {
		const char *field = (const char *)fields + i * field_size;
		int status = copy_field(&fact.fields[i], field, field_size, hook);
		if (status)
			return status;
	}
	struct fact *entry = VECTOR_ADD(&stage->pipeline->journal.facts);
	if (!entry)
		return error_memory(&hook->error);
	*entry = fact;
	return 0;
}

static int service_setting(const struct qw_context *ctx, const char *key, int64_t *ret_number,
			   const char **ret_text, const char **ret_source)
{
	const struct option_value *value =
		key ? plugin_option(stage_of_context(ctx)->plugin, key) : NULL;
	if (!value)
		return -ENOENT;
	if (ret_number)
		*ret_number = value->number;
	if (ret_text)
		*ret_text = value->text;
	if (ret_source)
		*ret_source = value->source;
	return 0;
}

static const char *service_item(const struct qw_context *ctx, const char *key, size_t index,
				const char **ret_source)
{
	const struct option_value *value =
		key ? plugin_option(stage_of_context(ctx)->plugin, key) : NULL;
	if (!value || index >= value->items.count)
		return NULL;
	if (ret_source)
		*ret_source = value->items.items[index].source;
	return value->items.items[index].value;
}

static int service_fill_fd(struct qw_context *ctx, int number, int fd)
{
	struct stage *stage = stage_of_context(ctx);
	struct hook *hook = hook_of_context(ctx);
	if (!hook)
		return -EPERM;
	if (hook->phase != PHASE_LAUNCH)
		return error_set(&hook->error, EPERM,
				 "descriptor slots are filled in launch hooks");
	return slots_fill(&stage->pipeline->slots, stage->plugin->name, number, fd, &hook->error);
}

const struct qw_host host_services = {
	.size = sizeof(struct qw_host),
	.abi_minor = QW_ABI_MINOR,
	.error = service_error,
	.note = service_note,
	.fact = service_fact,
	.setting = service_setting,
	.item = service_item,
	.next = service_next,
	.text = service_text,
	.flags = service_flags,
	.index = service_index,
	.owner = service_owner,
	.get = service_get,
	.property = service_property,
	.add = service_add,
	.add_words = service_add_words,
	.set = service_set,
	.remove = service_remove,
	.env = service_env,
	.set_env = service_set_env,
	.reserve_fd = service_reserve_fd,
	.fill_fd = service_fill_fd,
	.line = service_line,
	.about = service_about,
	.argument = service_argument,
	.change_at = service_change_at,
	.fact_at = service_fact_at,
	.note_at = service_note_at,
	.redact = service_redact,
	.redact_property = service_redact_property,
	.error_text = service_error_text,
	.note_text = service_note_text,
	.fact_at_sized = service_fact_at_sized,
};
