/* SPDX-License-Identifier: MIT */
#include "cases/case_words.h"

#include "base/strbuf.h"
#include "text/shell_words.h"

#include <string.h>

#define BLANKS " \t\n\r\v\f"

static int unbalanced(const struct shell_words_error *where, struct error *err)
{
	return error_set(err, EINVAL, "%s (%c)%s",
			 where->open == '\\' ? "nothing follows this backslash"
					     : "this quote is never closed",
			 where->open,
			 where->line > 1 ? ", in a line that continues the value" : "");
}

static int copy_words(const struct shell_words *split, struct arena *arena,
		      const char *const **ret_words, struct error *err)
{
	const char **words = arena_array(arena, split->count + 1, sizeof(char *));
	if (!words)
		return error_memory(err);
	for (size_t i = 0; i < split->count; i++) {
		words[i] = arena_strdup(arena, split->words[i]);
		if (!words[i])
			return error_memory(err);
	}
	*ret_words = words;
	return 0;
}

int case_words_split(const char *text, struct arena *arena, const char *const **ret_words,
		     struct error *err)
{
	struct shell_words split;
	struct shell_words_error where;
	int status = shell_words_split(text, &split, &where);
	if (status)
		return status == -EINVAL ? unbalanced(&where, err) : error_memory(err);
	status = copy_words(&split, arena, ret_words, err);
	shell_words_free(&split);
	return status;
}

const char *case_text_fold(const char *text, struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf folded = { 0 };
	strbuf_adds(&folded, "");
	for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
		size_t length = strcspn(text, BLANKS);
		if (folded.length)
			strbuf_addc(&folded, ' ');
		strbuf_add(&folded, text, length);
		text += length;
	}
	return strbuf_finish(&folded, arena);
}

bool case_text_has(const char *text, const char *part)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	const char *folded = case_text_fold(text, &scratch);
	const char *wanted = case_text_fold(part, &scratch);
	return folded && wanted && strstr(folded, wanted);
}

const char *case_text_replace(const char *text, const char *from, const char *to,
			      struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	strbuf_adds(&out, "");
	for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
		strbuf_add(&out, text, (size_t)(at - text));
		strbuf_adds(&out, to);
	}
	strbuf_adds(&out, text);
	return strbuf_finish(&out, arena);
}
