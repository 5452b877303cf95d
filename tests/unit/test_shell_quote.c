/* SPDX-License-Identifier: MIT */
#include "base/cleanup.h"
#include "text/shell_quote.h"

#include "shell.h"

static void only_what_needs_it_is_quoted(void **state)
{
	(void)state;
	static const struct {
		const char *word, *quoted;
	} cases[] = {
		{ "-vnc", "-vnc" },
		{ "127.0.0.1:5,to=99", "127.0.0.1:5,to=99" },
		{ "/a/b_c+d%e@f", "/a/b_c+d%e@f" },
		{ "", "''" },
		{ "a b", "'a b'" },
		{ "it's", "'it'\\''s'" },
		{ "'", "''\\'''" },
		{ "~/x", "'~/x'" },
		{ "[::1]:0", "'[::1]:0'" },
		{ "{\"a\":1}", "'{\"a\":1}'" },
		{ "a\nb", "'a\nb'" },
		{ "#", "'#'" },
		{ "a\\b", "'a\\b'" },
		{ "K\xc3\xb6ln", "'K\xc3\xb6ln'" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_STRBUF struct strbuf out = { 0 };
		shell_quote(&out, cases[i].word);
		assert_string_equal(out.text, cases[i].quoted);
	}
}

#define WORDS 400

static void the_shell_reads_back_every_word(void **state)
{
	(void)state;
	static char words[WORDS][24];
	CLEANUP_STRBUF struct strbuf script = { 0 };
	uint64_t seed = 20240607;
	strbuf_adds(&script, "printf '%s\\0'");
	for (size_t i = 0; i < WORDS; i++) {
		/* First every byte by itself, then mixtures of what is special. */
		if (i && i < 256)
			words[i][0] = (char)i;
		else
			random_text(&seed, "ab '\"\\$`\n\t*?~#;&|<>(){}[]!=-\xe4\x81", words[i],
				    23);
		strbuf_addc(&script, ' ');
		shell_quote(&script, words[i]);
	}
	size_t length;
	CLEANUP_FREE char *answer = shell_answer(script.text, script.length, &length);
	const char *at = answer;
	for (size_t i = 0; i < WORDS; i++) {
		assert_true(at < answer + length);
		assert_string_equal(at, words[i]);
		at += strlen(at) + 1;
	}
	assert_ptr_equal(at, answer + length);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_needs_it_is_quoted),
		cmocka_unit_test(the_shell_reads_back_every_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
