/* SPDX-License-Identifier: MIT */
#include "cases/case_reader.h"

#include "cases/case_words.h"

int case_complain(const struct case_reader *r, size_t line, const char *what)
{
	return error_set(r->err, EINVAL, "%s:%zu: %s", r->file->lines.path, line, what);
}

int case_split_some(struct case_reader *r, const char *const **ret_words)
{
	int status = case_words_split(r->entry->value, &r->file->arena, ret_words, r->err);
	if (status == -EINVAL)
		return error_prefix(r->err, "%s:%zu: ", r->file->lines.path, r->entry->first);
	if (!status && !**ret_words)
		return error_set(r->err, EINVAL, "%s:%zu: '%s' says nothing", r->file->lines.path,
				 r->entry->first, r->entry->key);
	return status;
}

int case_only_once(struct case_reader *r, size_t earlier)
{
	return earlier ? error_set(r->err, EINVAL, "%s:%zu: a second '%s' (the first: line %zu)",
				   r->file->lines.path, r->entry->first, r->entry->key, earlier)
		       : 0;
}
