/* SPDX-License-Identifier: MIT */
#include "pipeline/recorder.h"

#include "isolation/record.h"
#include "pipeline/services.h"

#include <string.h>

/* Where to write, or NULL: what this call does is not for the parent. */
static struct strbuf *begin(const struct hook *hook, enum recorded type)
{
	if (!hook || !hook->recording)
		return NULL;
	record_begin(hook->recording, type);
	return hook->recording;
}

static uint32_t serial_of(const struct qw_option *opt)
{
	return opt ? ((const struct element *)opt)->serial : 0;
}

static int record_add(struct qw_command *cmd, const struct qw_option *anchor, int after,
		      const char *option, const char *value, uint32_t flags, const char *reason)
{
	int status = service_add(cmd, anchor, after, option, value, flags, reason);
	struct strbuf *text = status ? NULL : begin(hook_of_command(cmd), RECORDED_ADD);
	if (!text)
		return status;
	record_add_u32(text, serial_of(anchor));
	record_add_u32(text, after != 0);
	record_add_string(text, option);
	record_add_string(text, value);
	record_add_u32(text, flags);
	record_add_string(text, reason);
	record_finish(text);
	return 0;
}

static int record_add_words(struct qw_command *cmd, int last, const struct qw_word *words,
			    size_t count, const char *reason)
{
	int status = service_add_words(cmd, last, words, count, reason);
	struct strbuf *text = status ? NULL : begin(hook_of_command(cmd), RECORDED_ADD_WORDS);
	if (!text)
		return status;
	record_add_u32(text, last != 0);
	record_add_string(text, reason);
	record_add_u32(text, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		record_add_string(text, words[i].text);
		record_add_string(text, words[i].origin);
	}
	record_finish(text);
	return 0;
}

static int record_set(struct qw_command *cmd, struct qw_option *opt, const char *property,
		      int64_t position, const char *value, uint32_t flags, const char *reason)
{
	int status = service_set(cmd, opt, property, position, value, flags, reason);
	struct strbuf *text = status ? NULL : begin(hook_of_command(cmd), RECORDED_SET);
	if (!text)
		return status;
	record_add_u32(text, serial_of(opt));
	record_add_string(text, property);
	record_add_i64(text, position);
	record_add_string(text, value);
	record_add_u32(text, flags);
	record_add_string(text, reason);
	record_finish(text);
	return 0;
}

static int record_remove(struct qw_command *cmd, struct qw_option *opt, const char *property,
			 uint32_t flags, const char *reason)
{
	int status = service_remove(cmd, opt, property, flags, reason);
	struct strbuf *text = status ? NULL : begin(hook_of_command(cmd), RECORDED_REMOVE);
	if (!text)
		return status;
	record_add_u32(text, serial_of(opt));
	record_add_string(text, property);
	record_add_u32(text, flags);
	record_add_string(text, reason);
	record_finish(text);
	return 0;
}

static int record_set_env(struct qw_command *cmd, const char *name, const char *value,
			  uint32_t flags, const char *reason)
{
	int status = service_set_env(cmd, name, value, flags, reason);
	struct strbuf *text = status ? NULL : begin(hook_of_command(cmd), RECORDED_SET_ENV);
	if (!text)
		return status;
	record_add_string(text, name);
	record_add_string(text, value);
	record_add_u32(text, flags);
	record_add_string(text, reason);
	record_finish(text);
	return 0;
}

static int refuse_reserve_fd(struct qw_command *cmd, const char *reason)
{
	struct hook *hook = hook_of_command(cmd);
	(void)reason;
	if (!hook)
		return -EPERM;
	return error_set(
		&hook->error, ENOTSUP,
		"it reserves a descriptor for QEMU, which a plugin in a process of its own "
		"can't fill; take isolate = yes out of [plugin %s]",
		hook->stage->plugin->name);
}

static void record_note_text(struct qw_context *ctx, uint32_t level, const char *note)
{
	host_services.note_text(ctx, level, note);
	struct strbuf *text = begin(hook_of_context(ctx), RECORDED_NOTE);
	if (!text)
		return;
	record_add_u32(text, level);
	record_add_string(text, note ? note : "");
	record_finish(text);
}

__attribute__((format(printf, 3, 0))) static void
record_note(struct qw_context *ctx, uint32_t level, const char *format, va_list args)
{
	struct hook *hook = hook_of_context(ctx);
	if (!hook || !format)
		return;
	const char *text = arena_vprintf(&hook->scratch, format, args);
	if (text)
		record_note_text(ctx, level, text);
	else
		error_memory(&hook->error);
}

static int record_fact(struct qw_context *ctx, const char *key, const struct qw_field *fields,
		       size_t field_size, size_t count)
{
	int status = host_services.fact(ctx, key, fields, field_size, count);
	struct strbuf *text = status ? NULL : begin(hook_of_context(ctx), RECORDED_FACT);
	if (!text)
		return status;
	record_add_string(text, key);
	record_add_u32(text, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		struct qw_field field = { 0 };
		memcpy(&field, (const char *)fields + i * field_size,
		       field_size < sizeof(field) ? field_size : sizeof(field));
		record_add_string(text, field.name);
		record_add_u32(text, field.kind);
		record_add_string(text, field.kind == QW_FIELD_TEXT ? field.text : NULL);
		record_add_i64(text, field.number);
	}
	record_finish(text);
	return 0;
}

void recorder_table(struct qw_host *ret_table)
{
	*ret_table = host_services;
	ret_table->add = record_add;
	ret_table->add_words = record_add_words;
	ret_table->set = record_set;
	ret_table->remove = record_remove;
	ret_table->set_env = record_set_env;
	ret_table->reserve_fd = refuse_reserve_fd;
	ret_table->note = record_note;
	ret_table->note_text = record_note_text;
	ret_table->fact = record_fact;
}

void recorder_end(const struct hook *hook)
{
	struct strbuf *text = hook->recording;
	if (!hook->error.code) {
		record_begin(text, RECORDED_END);
		record_finish(text);
		return;
	}
	text->length = 0;
	record_begin(text, RECORDED_ERROR);
	record_add_u32(text, (uint32_t)hook->error.code);
	record_add_string(text, error_text(&hook->error));
	record_finish(text);
}
