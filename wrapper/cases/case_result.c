/* SPDX-License-Identifier: MIT */
#include "cases/case_result.h"

#include "report/env_changes.h"

#include <inttypes.h>
#include <string.h>

enum tag {
	TAG_WORD = 'w',
	TAG_VARIABLE = 'n',
	TAG_VALUE = 'v',
	TAG_INFO = 'i',
	TAG_WARNING = '!',
	TAG_FACT = 'k',
	TAG_FIELD = 'f',
	TAG_PHASE = 'p',
	TAG_TEXT = 't',
};

static void put(struct strbuf *out, enum tag tag, const char *text)
{
	strbuf_addc(out, (char)tag);
	strbuf_add(out, text, strlen(text) + 1);
}

static int pack_words(const struct plan *plan, struct arena *arena, struct strbuf *out)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *argv;
	int status = command_emit(plan->final, arena, &argv, NULL, &err);
	for (; !status && *argv; argv++)
		put(out, TAG_WORD, *argv);
	return status;
}

static int pack_variables(const struct plan *plan, struct arena *arena, struct strbuf *out)
{
	struct env_change *changes;
	size_t count;
	int status = env_changes_of(plan->journal, arena, &changes, &count);
	for (size_t i = 0; !status && i < count; i++) {
		put(out, TAG_VARIABLE, changes[i].name);
		if (changes[i].value)
			put(out, TAG_VALUE, changes[i].value);
	}
	return status;
}

static void pack_field(const struct qw_field *field, struct strbuf *out)
{
	strbuf_addc(out, TAG_FIELD);
	strbuf_addf(out, "%s=", field->name);
	if (field->kind == QW_FIELD_TEXT)
		strbuf_adds(out, field->text);
	else if (field->kind == QW_FIELD_NUMBER)
		strbuf_addf(out, "%" PRId64, field->number);
	else if (field->kind == QW_FIELD_BOOL)
		strbuf_adds(out, field->number ? "true" : "false");
	strbuf_addc(out, '\0');
}

int case_result_pack(const struct plan *plan, struct strbuf *out)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const struct journal *journal = plan->journal;
	int status = pack_words(plan, &arena, out);
	if (!status)
		status = pack_variables(plan, &arena, out);
	for (size_t i = 0; i < journal->notes.list.count; i++) {
		const struct note *note = &journal->notes.list.items[i];
		put(out, note->level == NOTE_INFO ? TAG_INFO : TAG_WARNING, note->text);
	}
	for (size_t i = 0; i < journal->facts.count; i++) {
		const struct fact *fact = &journal->facts.items[i];
		put(out, TAG_FACT, fact->key);
		for (size_t k = 0; k < fact->count; k++)
			pack_field(&fact->fields[k], out);
	}
	if (plan->refusal) {
		put(out, TAG_PHASE, plan->refusal->phase);
		put(out, TAG_TEXT, plan->refusal->text);
	}
	return out->failed ? -ENOMEM : status;
}

static int add_text(void *items, size_t *count, size_t *room, const char *text)
{
	if (vector_grow(items, *count, room, sizeof(char *)))
		return -ENOMEM;
	(*(const char ***)items)[(*count)++] = text;
	return 0;
}

static int add_variable(struct case_result *result, const char *name)
{
	struct result_variable *variable = VECTOR_ADD(&result->variables);
	if (!variable)
		return -ENOMEM;
	variable->name = name;
	return 0;
}

static int add_fact(struct case_result *result, const char *key)
{
	struct result_fact *fact = VECTOR_ADD(&result->facts);
	if (!fact)
		return -ENOMEM;
	fact->key = key;
	return 0;
}

static int add_value(struct case_result *result, const char *value)
{
	if (!result->variables.count)
		return -EBADMSG;
	result->variables.items[result->variables.count - 1].value = value;
	return 0;
}

static int add_field(struct case_result *result, const char *field)
{
	if (!result->facts.count)
		return -EBADMSG;
	struct result_fact *fact = &result->facts.items[result->facts.count - 1];
	return add_text(&fact->fields.items, &fact->fields.count, &fact->fields.room, field);
}

static int take(struct case_result *result, enum tag tag, const char *text)
{
	switch (tag) {
	case TAG_WORD:
		return add_text(&result->words.items, &result->words.count, &result->words.room,
				text);
	case TAG_VARIABLE:
		return add_variable(result, text);
	case TAG_VALUE:
		return add_value(result, text);
	case TAG_INFO:
		return notes_add(&result->notes, NULL, NOTE_INFO, text);
	case TAG_WARNING:
		return notes_add(&result->notes, NULL, NOTE_WARNING, text);
	case TAG_FACT:
		return add_fact(result, text);
	case TAG_FIELD:
		return add_field(result, text);
	case TAG_PHASE:
		result->refused_phase = text;
		return 0;
	case TAG_TEXT:
		result->refused_text = text;
		return 0;
	}
	return -EBADMSG;
}

int case_result_unpack(const char *bytes, size_t size, struct arena *arena,
		       struct case_result *ret_result)
{
	CLEANUP_CASE_RESULT struct case_result result = { 0 };
	*ret_result = (struct case_result){ 0 };
	int status = 0;
	for (const char *at = bytes, *end = bytes + size; !status && at < end;) {
		const char *stop = memchr(at + 1, '\0', (size_t)(end - at - 1));
		if (!stop)
			return -EBADMSG;
		const char *text = arena_strdup(arena, at + 1);
		status = text ? take(&result, (enum tag) * at, text) : -ENOMEM;
		at = stop + 1;
	}
	if (!status && !result.refused_phase != !result.refused_text)
		status = -EBADMSG;
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
