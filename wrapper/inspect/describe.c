/* SPDX-License-Identifier: MIT */
#include "inspect/describe.h"

#include "isolation/child.h"
#include "loader/spec_record.h"
#include "pipeline/pipeline.h"

/* Constructors have no business that takes longer; nor do tables of options take more. */
enum { TIME_LIMIT = 5000, ANSWER_LIMIT = 16 << 20 };

#define MEMORY_LIMIT ((size_t)1 << 30)

/* Of the bytes of an option: what is never NULL. */
enum { OPTION_LEAST = RECORD_TEXT_SIZE + 2 * RECORD_U32_SIZE + 2 * RECORD_I64_SIZE };

enum record_type { RECORD_PROBLEM, RECORD_PLUGIN, RECORD_OPTION };

/* Some of the plugins, which one child is asked about. */
struct question {
	struct description *list;
	size_t count;
};

/* -- In the child -- */

static void write_option(const struct option_value *value, struct strbuf *answer)
{
	record_begin(answer, RECORD_OPTION);
	spec_record_add(answer, &value->spec);
	record_add_string(answer, value->text);
	record_add_string(answer, value->source);
	record_add_u32(answer, (uint32_t)value->items.count);
	for (size_t i = 0; i < value->items.count; i++) {
		record_add_string(answer, value->items.items[i].value);
		record_add_string(answer, value->items.items[i].source);
	}
	record_finish(answer);
}

static void write_plugin(const struct plugin *plugin, struct strbuf *answer)
{
	record_begin(answer, RECORD_PLUGIN);
	record_add_u32(answer, plugin->hooks);
	record_add_string(answer, plugin->descriptor.after);
	record_add_string(answer, plugin->descriptor.before);
	record_add_u32(answer, (uint32_t)plugin->options.count);
	record_finish(answer);
	for (size_t i = 0; i < plugin->options.count; i++)
		write_option(&plugin->options.items[i], answer);
}

/* The open hook of a foreign hook is ours: it reads what is declared and does nothing else, so that
 * mistakes can be told before a launch meets them. */
static int read_declaration(const struct plugin_set *set, struct error *err)
{
	static const char *const argv[] = { "qemu-system-x86_64", NULL };
	static const char *const envp[] = { NULL };
	const struct pipeline_input input = {
		.argv = argv, .envp = envp, .name = argv[0], .plugins = set
	};
	CLEANUP_PIPELINE struct pipeline pipeline = { 0 };
	struct note skipped;
	if (!set->list.items[0].settings->foreign)
		return 0;
	int status = pipeline_prepare(&pipeline, &input, err);
	if (!status && pipeline_open(&pipeline))
		status = error_set(err, EINVAL, "%s", pipeline.refusal.text);
	else if (!status && pipeline_skipped(&pipeline, &skipped))
		status = error_set(err, EINVAL, "%s", skipped.text);
	pipeline_close(&pipeline);
	return status;
}

static void write_one(struct settings *settings, struct strbuf *answer)
{
	CLEANUP_PLUGIN_SET struct plugin_set set = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *culprit;
	if (!plugin_set_load(settings, &set, &culprit, &err) && !read_declaration(&set, &err)) {
		write_plugin(&set.list.items[0], answer);
		return;
	}
	record_begin(answer, RECORD_PROBLEM);
	record_add_string(answer, error_text(&err));
	record_finish(answer);
}

static int answer_all(void *data, struct strbuf *answer)
{
	const struct question *question = data;
	for (size_t i = 0; i < question->count; i++)
		write_one(question->list[i].settings, answer);
	return answer->failed ? EXIT_FAILURE : 0;
}

/* -- In the parent -- */

static int read_option(struct record_reader *reader, struct arena *arena,
		       struct option_value *value, struct error *err)
{
	uint32_t type;
	if (record_next(reader, &type, err) <= 0 || type != RECORD_OPTION)
		return error_set(err, EBADMSG, "an option is missing");
	spec_record_read(reader, &value->spec);
	value->text = record_string(reader);
	value->source = record_string(reader);
	size_t count = record_count(reader, (size_t)2 * RECORD_TEXT_SIZE);
	value->items.items = arena_array(arena, count + 1, sizeof(value->items.items[0]));
	if (!value->items.items)
		return error_memory(err);
	value->items.count = count;
	for (size_t i = 0; i < count; i++) {
		value->items.items[i].value = record_text(reader);
		value->items.items[i].source = record_text(reader);
	}
	return record_end(reader, err);
}

static int read_plugin(struct record_reader *reader, struct arena *arena,
		       struct description *description, struct error *err)
{
	description->hooks = record_u32(reader);
	description->after = record_string(reader);
	description->before = record_string(reader);
	size_t count = record_count(reader, OPTION_LEAST);
	int status = record_end(reader, err);
	if (status)
		return status;
	description->options = arena_array(arena, count + 1, sizeof(*description->options));
	if (!description->options)
		return error_memory(err);
	for (size_t i = 0; i < count && !status; i++)
		status = read_option(reader, arena, &description->options[i], err);
	description->option_count = count;
	return status;
}

static int read_one(struct record_reader *reader, struct arena *arena,
		    struct description *description, struct error *err)
{
	uint32_t type;
	int status = record_next(reader, &type, err);
	if (status <= 0)
		return status ? status : error_set(err, EBADMSG, "a plugin is missing");
	if (type == RECORD_PLUGIN)
		return read_plugin(reader, arena, description, err);
	if (type != RECORD_PROBLEM)
		return error_set(err, EBADMSG, "an unknown record");
	description->problem = record_text(reader);
	return record_end(reader, err);
}

static void forget(struct description *description)
{
	*description = (struct description){ .settings = description->settings };
}

/* Either all of them, or nothing and the error says why. */
static int read_all(const struct question *question, const struct child_result *result,
		    struct arena *arena, struct error *err)
{
	struct record_reader reader;
	uint32_t type;
	int status = 0;
	record_reader_begin(&reader, result->bytes, result->size);
	for (size_t i = 0; i < question->count && !status; i++)
		status = read_one(&reader, arena, &question->list[i], err);
	if (!status && record_next(&reader, &type, err))
		status = error_set(err, EBADMSG, "there is more than was asked for");
	for (size_t i = 0; i < question->count && status; i++)
		forget(&question->list[i]);
	return status;
}

/* 0: all are described. 1: not, and `ret_why` says it. */
static int ask(const struct question *question, struct arena *arena, const char **ret_why,
	       struct error *err)
{
	static const struct child_limits limits = { .milliseconds = TIME_LIMIT,
						    .memory = MEMORY_LIMIT,
						    .answer = ANSWER_LIMIT };
	CLEANUP_ERROR struct error garbled = { 0 };
	struct child_result result;
	struct question own = *question;
	int status = child_run(answer_all, &own, &limits, arena, &result, err);
	if (status)
		return status;
	if (result.end != CHILD_ANSWERED)
		*ret_why = child_result_words(&result, &limits, arena);
	else if (!read_all(question, &result, arena, &garbled))
		return 0;
	else
		*ret_why = arena_printf(arena, "spoilt what it was asked for (%s)",
					error_text(&garbled));
	return *ret_why ? 1 : error_memory(err);
}

int describe_plugins(struct description *descriptions, size_t count, struct arena *arena,
		     struct error *err)
{
	const char *why;
	int status = 1;
	if (!count)
		return 0;
	if (count > 1)
		status = ask(&(struct question){ descriptions, count }, arena, &why, err);
	if (status <= 0)
		return status;
	for (size_t i = 0; i < count; i++) {
		status = ask(&(struct question){ &descriptions[i], 1 }, arena, &why, err);
		if (status < 0)
			return status;
		if (status) {
			forget(&descriptions[i]);
			descriptions[i].problem =
				arena_printf(arena, "while it was loaded it %s", why);
			if (!descriptions[i].problem)
				return error_memory(err);
		}
	}
	return 0;
}
