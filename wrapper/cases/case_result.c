/* SPDX-License-Identifier: MIT */
#include "cases/case_result.h"

#include "isolation/record.h"
#include "report/env_changes.h"

#include <inttypes.h>

enum { RECORD_WORD, RECORD_VARIABLE, RECORD_NOTE, RECORD_FACT, RECORD_REFUSAL };

/* A record of nothing but strings. */
static void put(struct strbuf *out, uint32_t type, const char *const *strings, size_t count)
{
	record_begin(out, type);
	for (size_t i = 0; i < count; i++)
		record_add_string(out, strings[i]);
	record_finish(out);
}

static int pack_words(const struct plan *plan, struct arena *arena, struct strbuf *out)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *argv;
	int status = command_emit(plan->final, arena, &argv, NULL, &err);
	for (; !status && *argv; argv++)
		put(out, RECORD_WORD, argv, 1);
	return status;
}

static int pack_variables(const struct plan *plan, struct arena *arena, struct strbuf *out)
{
	struct env_change *changes;
	size_t count;
	int status = env_changes_of(plan->journal, arena, &changes, &count);
	for (size_t i = 0; !status && i < count; i++)
		put(out, RECORD_VARIABLE,
		    (const char *const[]){ changes[i].name, changes[i].value }, 2);
	return status;
}

static void pack_note(const struct note *note, struct strbuf *out)
{
	record_begin(out, RECORD_NOTE);
	record_add_u32(out, note->level == NOTE_INFO ? NOTE_INFO : NOTE_WARNING);
	record_add_string(out, note->text);
	record_finish(out);
}

static void pack_field(const struct qw_field *field, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	strbuf_addf(&text, "%s=", field->name);
	if (field->kind == QW_FIELD_TEXT)
		strbuf_adds(&text, field->text);
	else if (field->kind == QW_FIELD_NUMBER)
		strbuf_addf(&text, "%" PRId64, field->number);
	else if (field->kind == QW_FIELD_BOOL)
		strbuf_adds(&text, field->number ? "true" : "false");
	record_add_string(out, text.text);
	out->failed = out->failed || text.failed;
}

static void pack_fact(const struct fact *fact, struct strbuf *out)
{
	record_begin(out, RECORD_FACT);
	record_add_string(out, fact->key);
	record_add_u32(out, (uint32_t)fact->count);
	for (size_t i = 0; i < fact->count; i++)
		pack_field(&fact->fields[i], out);
	record_finish(out);
}

int case_result_pack(const struct plan *plan, struct strbuf *out)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const struct journal *journal = plan->journal;
	const struct refusal *refusal = plan->refusal;
	int status = pack_words(plan, &arena, out);
	if (!status)
		status = pack_variables(plan, &arena, out);
	for (size_t i = 0; i < journal->notes.list.count; i++)
		pack_note(&journal->notes.list.items[i], out);
	for (size_t i = 0; i < journal->facts.count; i++)
		pack_fact(&journal->facts.items[i], out);
	if (refusal)
		put(out, RECORD_REFUSAL, (const char *const[]){ refusal->phase, refusal->text }, 2);
	return out->failed ? -ENOMEM : status;
}

static int take_word(struct record_reader *reader, struct case_result *result, struct error *err)
{
	const char **word = VECTOR_ADD(&result->words);
	if (!word)
		return error_memory(err);
	*word = record_text(reader);
	return 0;
}

static int take_variable(struct record_reader *reader, struct case_result *result,
			 struct error *err)
{
	struct result_variable *variable = VECTOR_ADD(&result->variables);
	if (!variable)
		return error_memory(err);
	variable->name = record_text(reader);
	variable->value = record_string(reader);
	return 0;
}

static int take_note(struct record_reader *reader, struct case_result *result, struct error *err)
{
	struct note *note = VECTOR_ADD(&result->notes.list);
	if (!note)
		return error_memory(err);
	note->level = record_u32(reader) == NOTE_INFO ? NOTE_INFO : NOTE_WARNING;
	note->text = record_text(reader);
	return 0;
}

static int take_fact(struct record_reader *reader, struct case_result *result, struct error *err)
{
	struct result_fact *fact = VECTOR_ADD(&result->facts);
	if (!fact)
		return error_memory(err);
	fact->key = record_text(reader);
	for (size_t left = record_count(reader, RECORD_TEXT_SIZE); left; left--) {
		const char **field = VECTOR_ADD(&fact->fields);
		if (!field)
			return error_memory(err);
		*field = record_text(reader);
	}
	return 0;
}

/* One record: what it holds counts only if its end is right. */
static int take(struct record_reader *reader, uint32_t type, struct case_result *result,
		struct error *err)
{
	int status = 0;
	switch (type) {
	case RECORD_WORD:
		status = take_word(reader, result, err);
		break;
	case RECORD_VARIABLE:
		status = take_variable(reader, result, err);
		break;
	case RECORD_NOTE:
		status = take_note(reader, result, err);
		break;
	case RECORD_FACT:
		status = take_fact(reader, result, err);
		break;
	case RECORD_REFUSAL:
		result->refused_phase = record_text(reader);
		result->refused_text = record_text(reader);
		break;
	default:
		return error_set(err, EBADMSG, "a record of an unknown type");
	}
	return status ? status : record_end(reader, err);
}

int case_result_unpack(const void *bytes, size_t size, struct case_result *ret_result,
		       struct error *err)
{
	CLEANUP_CASE_RESULT struct case_result result = { 0 };
	struct record_reader reader;
	uint32_t type;
	int status;
	*ret_result = (struct case_result){ 0 };
	record_reader_begin(&reader, bytes, size);
	while ((status = record_next(&reader, &type, err)) > 0) {
		status = take(&reader, type, &result, err);
		if (status)
			return status;
	}
	if (status)
		return status;
	*ret_result = result;
	result = (struct case_result){ 0 };
	return 0;
}

void case_result_release(struct case_result *result)
{
	free(result->words.items);
	free(result->variables.items);
	free(result->notes.list.items);
	for (size_t i = 0; i < result->facts.count; i++)
		free(result->facts.items[i].fields.items);
	free(result->facts.items);
	*result = (struct case_result){ 0 };
}
