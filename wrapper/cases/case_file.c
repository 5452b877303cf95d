/* SPDX-License-Identifier: MIT */
#include "cases/case_file.h"

#include "base/nearest.h"
#include "cases/case_reader.h"
#include "cases/case_words.h"

#include <string.h>

/* A case is whole when the next one begins. */
static int finish_case(struct case_reader *r, bool complete)
{
	struct test_case *test = r->test;
	if (!test)
		return 0;
	if (!test->command)
		return case_complain(r, test->line, "this case has no 'command'");
	if (test->refused_phase && test->expect)
		return case_complain(
			r, test->expect_line,
			"a line that is refused becomes nothing: 'expect' and 'refused' "
			"exclude each other");
	if (test->refused_phase && test->variables.count)
		return case_complain(r, test->variables.items[0].line,
				     "a line that is refused has no environment");
	if (complete && !case_is_complete(test))
		return case_complain(
			r, test->line,
			"this case has neither 'expect' nor 'refused'; --print tells what "
			"happens");
	if (test->expect && !strcmp(test->expect[0], "unchanged") && !test->expect[1])
		test->expect = test->command;
	return 0;
}

static int take_case(struct case_reader *r)
{
	const char *title = case_text_fold(r->entry->value, &r->file->arena);
	if (!title)
		return error_memory(r->err);
	if (!*title)
		return case_complain(r, r->entry->first,
				     "a case has a title: 'case: what is promised'");
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
	int (*take)(struct case_reader *r);
	bool expects;
} keys[] = {
	{ "case", take_case, false },
	{ "command", case_take_command, false },
	{ "option", case_take_option, false },
	{ "environment", case_take_environment, false },
	{ "file", case_take_file, false },
	{ "expect", case_take_expect, true },
	{ "set-variable", case_take_set_variable, true },
	{ "unset-variable", case_take_unset_variable, true },
	{ "note", case_take_note, true },
	{ "warning", case_take_warning, true },
	{ "fact", case_take_fact, true },
	{ "refused", case_take_refused, true },
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

static int unknown_key(struct case_reader *r)
{
	const char *names[KEY_COUNT];
	for (size_t i = 0; i < KEY_COUNT; i++)
		names[i] = keys[i].name;
	const char *near = nearest_name(r->entry->key, names, KEY_COUNT);
	return error_set(r->err, EINVAL, "%s:%zu: unknown key '%s'%s%s%s", r->file->lines.path,
			 r->entry->first, r->entry->key, near ? "; did you mean '" : "",
			 near ? near : "", near ? "'?" : "");
}

static int take_entry(struct case_reader *r, bool complete)
{
	size_t key = 0;
	while (key < KEY_COUNT && strcmp(r->entry->key, keys[key].name) != 0)
		key++;
	if (key == KEY_COUNT)
		return unknown_key(r);
	bool begins = keys[key].take == take_case;
	if (!begins && !r->test)
		return case_complain(r, r->entry->first, "a file begins with 'case: TITLE'");
	if (r->entry->content && keys[key].take != case_take_file)
		return case_complain(r, r->entry->first, "lines behind a | belong to 'file'");
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
	struct case_reader r = { .file = ret_file, .err = err };
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
