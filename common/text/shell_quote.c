/* SPDX-License-Identifier: MIT */
#include "text/shell_quote.h"

#include <string.h>

static bool is_plain(const char *word)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_@%+=:,./-";
	return *word && !word[strspn(word, safe)];
}

void shell_quote(struct strbuf *out, const char *word)
{
	if (is_plain(word)) {
		strbuf_adds(out, word);
		return;
	}
	strbuf_addc(out, '\'');
	for (; *word; word++) {
		/* A single quote can't stand between single quotes: close, escape, open again. */
		if (*word == '\'')
			strbuf_adds(out, "'\\''");
		else
			strbuf_addc(out, *word);
	}
	strbuf_addc(out, '\'');
}
