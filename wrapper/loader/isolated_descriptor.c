/* SPDX-License-Identifier: MIT */
#include "loader/isolated_descriptor.h"

#include "loader/descriptor.h"
#include "loader/limits.h"
#include "loader/spec_record.h"

#include <string.h>

enum { RECORD_ERROR = 1, RECORD_PLUGIN, RECORD_OPTION };

static void write_plugin(struct strbuf *answer, const struct qw_plugin *descriptor)
{
	record_begin(answer, RECORD_PLUGIN);
	record_add_u32(answer, descriptor->abi_minor);
	record_add_u32(answer, descriptor->flags);
	record_add_u32(answer, phase_hooks(descriptor));
	record_add_string(answer, descriptor->name);
	record_add_string(answer, descriptor->version);
	record_add_string(answer, descriptor->summary);
	record_add_string(answer, descriptor->after);
	record_add_string(answer, descriptor->before);
	record_finish(answer);
}

static void write_option(struct strbuf *answer, const struct qw_option_spec *spec)
{
	record_begin(answer, RECORD_OPTION);
	spec_record_add(answer, spec);
	record_finish(answer);
}

/* In the child. */
static int describe(void *data, struct strbuf *answer)
{
	const struct library_file *file = data;
	CLEANUP_ARENA struct arena scratch = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct qw_option_spec *specs = NULL;
	struct qw_plugin descriptor;
	size_t count = 0;
	void *handle = NULL;
	int status = library_open(file, &handle, &descriptor, &err);
	if (!status && descriptor_options(&descriptor, &scratch, &specs, &count, &err))
		status = error_prefix(&err, "%s: ", file->path);
	if (status) {
		record_begin(answer, RECORD_ERROR);
		record_add_u32(answer, (uint32_t)err.code);
		record_add_string(answer, error_text(&err));
		record_finish(answer);
		return 0;
	}
	write_plugin(answer, &descriptor);
	for (size_t i = 0; i < count; i++)
		write_option(answer, &specs[i]);
	return 0;
}

static int read_error(struct record_reader *reader, struct error *err)
{
	uint32_t code = record_u32(reader);
	const char *text = record_text(reader);
	int status = record_end(reader, err);
	return status ? status
		      : error_set(err, code && code < 4096 ? (int)code : EINVAL, "%s", text);
}

/* Too long a text stays without its end, which the check of the identity finds. */
static void copy_text(char *copy, size_t size, const char *text)
{
	memset(copy, 'x', size);
	if (text && strlen(text) < size)
		memcpy(copy, text, strlen(text) + 1);
}

static int read_plugin(struct record_reader *reader, struct isolated_descriptor *answer,
		       struct error *err)
{
	struct qw_plugin *descriptor = &answer->descriptor;
	descriptor->struct_size = sizeof(*descriptor);
	descriptor->option_size = sizeof(struct qw_option_spec);
	descriptor->abi_minor = record_u32(reader);
	descriptor->flags = record_u32(reader);
	answer->hooks = record_u32(reader) & (PHASE_BIT(PHASE_COUNT) - 1);
	copy_text(descriptor->name, sizeof(descriptor->name), record_text(reader));
	copy_text(descriptor->version, sizeof(descriptor->version), record_text(reader));
	copy_text(descriptor->summary, sizeof(descriptor->summary), record_text(reader));
	descriptor->after = record_string(reader);
	descriptor->before = record_string(reader);
	int status = record_end(reader, err);
	return status ? status : descriptor_check_identity(descriptor, err);
}

static int read_option(struct record_reader *reader, struct isolated_descriptor *answer,
		       struct error *err)
{
	if (answer->count == DESCRIPTOR_MOST_OPTIONS)
		return error_set(err, EBADMSG, "there are too many options");
	spec_record_read(reader, &answer->specs[answer->count++]);
	return record_end(reader, err);
}

static int read_all(struct record_reader *reader, struct isolated_descriptor *answer,
		    struct error *err)
{
	uint32_t type, wanted = RECORD_PLUGIN;
	int status;
	while ((status = record_next(reader, &type, err)) > 0) {
		if (type == RECORD_ERROR)
			return read_error(reader, err);
		if (type != wanted)
			return error_set(err, EBADMSG, "a record of an unknown type");
		status = type == RECORD_PLUGIN ? read_plugin(reader, answer, err)
					       : read_option(reader, answer, err);
		if (status)
			return status;
		wanted = RECORD_OPTION;
	}
	if (!status && wanted == RECORD_PLUGIN)
		return error_set(err, EBADMSG, "it is empty");
	return status;
}

static int read_answer(const struct child_result *result, const struct library_file *file,
		       struct arena *arena, struct isolated_descriptor *ret_answer,
		       struct error *err)
{
	struct isolated_descriptor answer = { 0 };
	struct record_reader reader;
	answer.specs = arena_array(arena, DESCRIPTOR_MOST_OPTIONS + 1, sizeof(*answer.specs));
	if (!answer.specs)
		return error_memory(err);
	record_reader_begin(&reader, result->bytes, result->size);
	int status = read_all(&reader, &answer, err);
	if (status == -EBADMSG)
		return error_prefix(err, "what it declares is damaged: ");
	answer.descriptor.options = answer.specs;
	if (!status)
		status = descriptor_options(&answer.descriptor, arena, &answer.specs, &answer.count,
					    err);
	if (!status && strcmp(answer.descriptor.name, file->name))
		status = error_set(err, EINVAL, "%s changes its own name while it is loaded",
				   file->path);
	if (!status)
		*ret_answer = answer;
	return status;
}

int isolated_descriptor_read(const struct library_file *file, const struct child_limits *limits,
			     struct arena *arena, struct isolated_descriptor *ret_answer,
			     struct error *err)
{
	struct child_result result;
	struct library_file copy = *file;
	int status = child_run(describe, &copy, limits, arena, &result, err);
	if (status)
		return status;
	if (result.end != CHILD_ANSWERED) {
		limits_error(&result, limits, err);
		return error_prefix(err, "%s: while it was loaded in a process of its own, ",
				    file->path);
	}
	return read_answer(&result, file, arena, ret_answer, err);
}
