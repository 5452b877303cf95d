/* SPDX-License-Identifier: MIT */
#include "cases/case_reader.h"

#include <string.h>

int case_take_command(struct case_reader *r)
{
	int status = case_only_once(r, r->test->command_line);
	r->test->command_line = r->entry->first;
	return status ? status : case_split_some(r, &r->test->command);
}

int case_take_option(struct case_reader *r)
{
	const char *text = r->entry->value;
	const char *equals = strchr(text, '=');
	if (!equals || equals == text)
		return case_complain(r, r->entry->first,
				     "an option is given as 'option: KEY = VALUE'");
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

int case_take_environment(struct case_reader *r)
{
	const char *const *words;
	int status = case_split_some(r, &words);
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

int case_take_file(struct case_reader *r)
{
	const char *const *words;
	int status = case_split_some(r, &words);
	if (status)
		return status;
	if (words[1] || !stays_below(words[0]))
		return case_complain(
			r, r->entry->first,
			"a file is given as 'file: NAME', in folders at most below the "
			"case's own, and its lines below it, each behind a |");
	struct case_input_file *file = VECTOR_ADD(&r->test->files);
	if (!file)
		return error_memory(r->err);
	*file = (struct case_input_file){ words[0], r->entry->content ? r->entry->content : "" };
	return 0;
}
