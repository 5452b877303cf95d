/* SPDX-License-Identifier: MIT */
/* Any text as QEMU_ARGS. Words that were split, quoted for a shell and split again are the same. */
#include "fuzz.h"

#include "base/cleanup.h"
#include "text/shell_quote.h"
#include "text/shell_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_FREE char *text = fuzz_text(data, size);
	CLEANUP_STRBUF struct strbuf quoted = { 0 };
	struct shell_words words, again;
	struct shell_words_error where = { 0 };
	if (shell_words_split(text, &words, &where)) {
		MUST(where.line >= 1 && where.column >= 1 && strchr("'\"\\", where.open));
		return 0;
	}
	for (size_t i = 0; i < words.count; i++) {
		strbuf_addc(&quoted, '\n');
		shell_quote(&quoted, words.words[i]);
	}
	MUST(!shell_words_split(quoted.text ? quoted.text : "", &again, &where));
	MUST(again.count == words.count);
	for (size_t i = 0; i < words.count; i++)
		MUST(!strcmp(words.words[i], again.words[i]));
	shell_words_free(&words);
	shell_words_free(&again);
	return 0;
}
