/* SPDX-License-Identifier: MIT */
#include "cases/case_reader.h"

#include <string.h>

int case_take_expect(struct case_reader *r)
{
	int status = case_only_once(r, r->test->expect_line);
	r->test->expect_line = r->entry->first;
	return status ? status : case_split_some(r, &r->test->expect);
}

static int add_variable(struct case_reader *r, const char *name, const char *value)
{
	for (size_t i = 0; i < r->test->variables.count; i++)
		if (!strcmp(r->test->variables.items[i].name, name))
			return error_set(r->err, EINVAL,
					 "%s:%zu: '%s' is expected twice (the first: line %zu)",
					 r->file->lines.path, r->entry->first, name,
					 r->test->variables.items[i].line);
	struct case_variable *variable = VECTOR_ADD(&r->test->variables);
	if (!variable)
		return error_memory(r->err);
	*variable = (struct case_variable){ name, value, r->entry->first };
	return 0;
}

int case_take_set_variable(struct case_reader *r)
{
	const char *const *words;
	int status = case_split_some(r, &words);
	for (; !status && *words; words++) {
		const char *equals = strchr(*words, '=');
		if (!equals || equals == *words)
			return error_set(r->err, EINVAL, "%s:%zu: '%s' is not NAME=VALUE",
					 r->file->lines.path, r->entry->first, *words);
		const char *name =
			arena_strndup(&r->file->arena, *words, (size_t)(equals - *words));
		status = name ? add_variable(r, name, equals + 1) : error_memory(r->err);
	}
	return status;
}

int case_take_unset_variable(struct case_reader *r)
{
	const char *const *words;
	int status = case_split_some(r, &words);
	for (; !status && *words; words++) {
		if (strchr(*words, '='))
			return case_complain(r, r->entry->first,
					     "'unset-variable' has names, without values");
		status = add_variable(r, *words, NULL);
	}
	return status;
}

static int add_note(struct case_reader *r, enum note_level level)
{
	struct case_note *note = VECTOR_ADD(&r->test->notes);
	if (!note)
		return error_memory(r->err);
	*note = (struct case_note){ level, r->entry->value, r->entry->first };
	return 0;
}

int case_take_note(struct case_reader *r)
{
	return add_note(r, NOTE_INFO);
}

int case_take_warning(struct case_reader *r)
{
	return add_note(r, NOTE_WARNING);
}

int case_take_fact(struct case_reader *r)
{
	const char *const *words;
	int status = case_split_some(r, &words);
	if (status)
		return status;
	for (const char *const *field = words + 1; *field; field++)
		if (!strchr(*field, '='))
			return error_set(r->err, EINVAL,
					 "%s:%zu: a fact is given as 'fact: KEY FIELD=VALUE...', "
					 "and '%s' is not FIELD=VALUE",
					 r->file->lines.path, r->entry->first, *field);
	struct case_fact *fact = VECTOR_ADD(&r->test->facts);
	if (!fact)
		return error_memory(r->err);
	*fact = (struct case_fact){ words[0], words + 1, r->entry->first };
	return 0;
}

int case_take_refused(struct case_reader *r)
{
	static const char *const phases[] = { "load", "open", "rewrite", "check" };
	int status = case_only_once(r, r->test->refused_line);
	if (status)
		return status;
	r->test->refused_line = r->entry->first;
	const char *text = r->entry->value;
	size_t length = strcspn(text, ":");
	for (size_t i = 0; text[length] && i < sizeof(phases) / sizeof(phases[0]); i++) {
		if (strlen(phases[i]) == length && !strncmp(text, phases[i], length))
			r->test->refused_phase = phases[i];
	}
	r->test->refused_text = text[length] ? text + length + 1 : "";
	return r->test->refused_phase
		       ? 0
		       : case_complain(
				 r, r->entry->first,
				 "a refusal is given as 'refused: PHASE: TEXT', where PHASE is "
				 "load, open, rewrite or check");
}
