/* SPDX-License-Identifier: MIT */
#include "cases/case_file.h"

#include "base/nearest.h"
#include "cases/case_words.h"

#include <string.h>

/* What is being read. */
struct reader {
	struct case_file *file;
	/** The case that the entries belong to; NULL: there was none yet. */
	struct test_case *test;
	const struct case_entry *entry;
	struct error *err;
};

static int complain(const struct reader *r, size_t line, const char *what)
{
	return error_set(r->err, EINVAL, "%s:%zu: %s", r->file->lines.path, line, what);
}

static int split(struct reader *r, const char *text, const char *const **ret_words)
{
	int status = case_words_split(text, &r->file->arena, ret_words, r->err);
	return status == -EINVAL
		       ? error_prefix(r->err, "%s:%zu: ", r->file->lines.path, r->entry->first)
		       : status;
}

/* The same, for what must not be empty. */
static int split_some(struct reader *r, const char *const **ret_words)
{
	int status = split(r, r->entry->value, ret_words);
	if (!status && !**ret_words)
		return error_set(r->err, EINVAL, "%s:%zu: '%s' says nothing", r->file->lines.path,
				 r->entry->first, r->entry->key);
	return status;
}

static int only_once(struct reader *r, size_t earlier)
{
	return earlier ? error_set(r->err, EINVAL, "%s:%zu: a second '%s' (the first: line %zu)",
				   r->file->lines.path, r->entry->first, r->entry->key, earlier)
		       : 0;
}

static int take_command(struct reader *r)
{
	int status = only_once(r, r->test->command_line);
	r->test->command_line = r->entry->first;
	return status ? status : split_some(r, &r->test->command);
}

static int take_option(struct reader *r)
{
	const char *text = r->entry->value;
	const char *equals = strchr(text, '=');
	if (!equals || equals == text)
		return complain(r, r->entry->first, "an option is given as 'option: KEY = VALUE'");
	size_t length = (size_t)(equals - text);
	while (length && strchr(" \t\n", text[length - 1]))
		length--;
	struct case_option *option = VECTOR_ADD(&r->test->options);
	if (!option)
		return error_memory(r->err);
	option->key = arena_strndup(&r->file->arena, text, length);
	option->value = equals + 1 + strspn(equals + 1, " \t");
	option->line = r->entry->first;
	return option->key ? 0 : error_memory(r->err);
}

static int take_environment(struct reader *r)
{
	const char *const *words;
	int status = split_some(r, &words);
	for (; !status && *words; words++) {
		if (!strchr(*words, '=') || **words == '=')
			return error_set(r->err, EINVAL, "%s:%zu: '%s' is not NAME=VALUE",
					 r->file->lines.path, r->entry->first, *words);
		const char **variable = VECTOR_ADD(&r->test->environment);
		if (!variable)
			return error_memory(r->err);
		*variable = *words;
	}
	return status;
}

/* Cases leave nothing behind but what stands in their folder. */
static bool stays_below(const char *name)
{
	for (;; name++) {
		size_t length = strcspn(name, "/");
		bool dots = length <= 2 && !strncmp(name, "..", length);
		if (!length || dots)
			return false;
		name += length;
		if (!*name)
			return true;
	}
}

static int take_file(struct reader *r)
{
	const char *const *words;
	int status = split_some(r, &words);
	if (status)
		return status;
	if (words[1] || !stays_below(words[0]))
		return complain(r, r->entry->first,
				"a file is given as 'file: NAME', in folders at most below the "
				"case's own, and its lines below it, each behind a |");
	struct case_input_file *file = VECTOR_ADD(&r->test->files);
	if (!file)
		return error_memory(r->err);
	*file = (struct case_input_file){ words[0], r->entry->content ? r->entry->content : "" };
	return 0;
}

static int take_expect(struct reader *r)
{
	int status = only_once(r, r->test->expect_line);
	r->test->expect_line = r->entry->first;
	return status ? status : split_some(r, &r->test->expect);
}

static int add_variable(struct reader *r, const char *name, const char *value)
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

static int take_set_variable(struct reader *r)
{
	const char *const *words;
	int status = split_some(r, &words);
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

static int take_unset_variable(struct reader *r)
{
	const char *const *words;
	int status = split_some(r, &words);
	for (; !status && *words; words++) {
		if (strchr(*words, '='))
			return complain(r, r->entry->first,
					"'unset-variable' has names, without values");
		status = add_variable(r, *words, NULL);
	}
	return status;
}

static int add_note(struct reader *r, enum note_level level)
{
	struct case_note *note = VECTOR_ADD(&r->test->notes);
	if (!note)
		return error_memory(r->err);
	*note = (struct case_note){ level, r->entry->value, r->entry->first };
	return 0;
}

static int take_note(struct reader *r)
{
	return add_note(r, NOTE_INFO);
}

static int take_warning(struct reader *r)
{
	return add_note(r, NOTE_WARNING);
}

static int take_fact(struct reader *r)
{
	const char *const *words;
	int status = split_some(r, &words);
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

static int take_refused(struct reader *r)
{
	static const char *const phases[] = { "load", "open", "rewrite", "check" };
	int status = only_once(r, r->test->refused_line);
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
		       : complain(r, r->entry->first,
				  "a refusal is given as 'refused: PHASE: TEXT', where PHASE is "
				  "load, open, rewrite or check");
}

/* A case is whole when the next one begins. */
static int finish_case(struct reader *r, bool complete)
{
	struct test_case *test = r->test;
	if (!test)
		return 0;
	if (!test->command)
		return complain(r, test->line, "this case has no 'command'");
	if (test->refused_phase && test->expect)
		return complain(r, test->expect_line,
				"a line that is refused becomes nothing: 'expect' and 'refused' "
				"exclude each other");
	if (test->refused_phase && test->variables.count)
		return complain(r, test->variables.items[0].line,
				"a line that is refused has no environment");
	if (complete && !case_is_complete(test))
		return complain(r, test->line,
				"this case has neither 'expect' nor 'refused'; --print tells what "
				"happens");
	if (test->expect && !strcmp(test->expect[0], "unchanged") && !test->expect[1])
		test->expect = test->command;
	return 0;
}

static int take_case(struct reader *r)
{
	const char *title = case_text_fold(r->entry->value, &r->file->arena);
	if (!title)
		return error_memory(r->err);
	if (!*title)
		return complain(r, r->entry->first, "a case has a title: 'case: what is promised'");
	for (size_t i = 0; i < r->file->cases.count; i++)
		if (!strcmp(r->file->cases.items[i].title, title))
			return error_set(r->err, EINVAL,
					 "%s:%zu: a second case of this title (the first: line "
					 "%zu)",
					 r->file->lines.path, r->entry->first,
					 r->file->cases.items[i].line);
	r->test = VECTOR_ADD(&r->file->cases);
	if (!r->test)
		return error_memory(r->err);
	r->test->title = title;
	r->test->line = r->entry->first;
	return 0;
}

static const struct {
	const char *name;
	int (*take)(struct reader *r);
	bool expects;
} keys[] = {
	{ "case", take_case, false },
	{ "command", take_command, false },
	{ "option", take_option, false },
	{ "environment", take_environment, false },
	{ "file", take_file, false },
	{ "expect", take_expect, true },
	{ "set-variable", take_set_variable, true },
	{ "unset-variable", take_unset_variable, true },
	{ "note", take_note, true },
	{ "warning", take_warning, true },
	{ "fact", take_fact, true },
	{ "refused", take_refused, true },
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

static int unknown_key(struct reader *r)
{
	const char *names[KEY_COUNT];
	for (size_t i = 0; i < KEY_COUNT; i++)
		names[i] = keys[i].name;
	const char *near = nearest_name(r->entry->key, names, KEY_COUNT);
	return error_set(r->err, EINVAL, "%s:%zu: unknown key '%s'%s%s%s", r->file->lines.path,
			 r->entry->first, r->entry->key, near ? "; did you mean '" : "",
			 near ? near : "", near ? "'?" : "");
}

static int take_entry(struct reader *r, bool complete)
{
	size_t key = 0;
	while (key < KEY_COUNT && strcmp(r->entry->key, keys[key].name) != 0)
		key++;
	if (key == KEY_COUNT)
		return unknown_key(r);
	bool begins = keys[key].take == take_case;
	if (!begins && !r->test)
		return complain(r, r->entry->first, "a file begins with 'case: TITLE'");
	if (r->entry->content && keys[key].take != take_file)
		return complain(r, r->entry->first, "lines behind a | belong to 'file'");
	int status = begins ? finish_case(r, complete) : 0;
	if (!status)
		status = keys[key].take(r);
	if (!status && !keys[key].expects)
		r->test->input_end = r->entry->last;
	return status;
}

int case_file_read(const char *path, bool complete, struct case_file *ret_file, struct error *err)
{
	*ret_file = (struct case_file){ 0 };
	struct reader r = { .file = ret_file, .err = err };
	int status = case_lines_read(path, &ret_file->arena, &ret_file->lines, err);
	for (size_t i = 0; !status && i < ret_file->lines.entries.count; i++) {
		r.entry = &ret_file->lines.entries.items[i];
		status = take_entry(&r, complete);
	}
	if (!status)
		status = finish_case(&r, complete);
	if (!status && !ret_file->cases.count)
		status = error_set(err, EINVAL, "%s: there is no case in it", path);
	return status;
}

bool case_is_complete(const struct test_case *test)
{
	return test->expect || test->refused_phase;
}

bool case_key_expects(const char *key)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (!strcmp(key, keys[i].name))
			return keys[i].expects;
	return false;
}

void case_file_release(struct case_file *file)
{
	for (size_t i = 0; i < file->cases.count; i++) {
		struct test_case *test = &file->cases.items[i];
		free(test->options.items);
		free(test->environment.items);
		free(test->files.items);
		free(test->variables.items);
		free(test->notes.items);
		free(test->facts.items);
	}
	free(file->cases.items);
	case_lines_release(&file->lines);
	arena_release(&file->arena);
	*file = (struct case_file){ 0 };
}
