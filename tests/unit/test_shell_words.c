/* SPDX-License-Identifier: MIT */
#include "text/shell_words.h"

#include "shell.h"

#include <errno.h>

static void quotes_are_read_as_posix_says(void **state)
{
	(void)state;
	/* XCU 2.2, "Quoting". */
	static const struct {
		const char *text;
		const char *words[5];
	} cases[] = {
		{ "", { NULL } },
		{ " \t\n ", { NULL } },
		{ "a\rb", { "a\rb" } },
		{ "-vnc :1", { "-vnc", ":1" } },
		{ "  -name   a\nb\t", { "-name", "a", "b" } },
		{ "''", { "" } },
		{ "\"\" ''", { "", "" } },
		{ "'a b' c", { "a b", "c" } },
		{ "a'b c'd", { "ab cd" } },
		{ "'a''b'", { "ab" } },
		{ "'\\'", { "\\" } },
		{ "'\"'", { "\"" } },
		{ "\"'\"", { "'" } },
		{ "\"a\\\"b\"", { "a\"b" } },
		{ "\"\\$HOME \\`x\\` \\\\\"", { "$HOME `x` \\" } },
		{ "\"\\a\\n\\'\"", { "\\a\\n\\'" } },
		{ "\"a\\\nb\"", { "ab" } },
		{ "'a\\\nb'", { "a\\\nb" } },
		{ "a\\ b", { "a b" } },
		{ "\\a\\\\\\'", { "a\\'" } },
		{ "a\\\nb", { "ab" } },
		{ "a \\\n b", { "a", "b" } },
		{ "\\\n", { NULL } },
		{ "a \\\n", { "a" } },
		{ "''\\\n", { "" } },
		/* Nothing is expanded. */
		{ "$HOME ~ *", { "$HOME", "~", "*" } },
		{ "`id` $(id)", { "`id`", "$(id)" } },
		{ "a;b&c|d<e>f", { "a;b&c|d<e>f" } },
		{ "# no comment", { "#", "no", "comment" } },
		{ "\"$HOME\"", { "$HOME" } },
		{ "{a,b}", { "{a,b}" } },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct shell_words words;
		struct shell_words_error where;
		assert_int_equal(shell_words_split(cases[i].text, &words, &where), 0);
		size_t count = 0;
		for (; cases[i].words[count]; count++) {
			assert_true(count < words.count);
			assert_string_equal(words.words[count], cases[i].words[count]);
		}
		assert_int_equal(words.count, count);
		shell_words_free(&words);
	}
}

static void what_is_left_open_is_pointed_at(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t line, column;
		char open;
	} cases[] = {
		{ "'", 1, 1, '\'' },          { "-name 'a", 1, 7, '\'' },
		{ "-name \"a\n", 1, 7, '"' }, { "'a' \"b'", 1, 5, '"' },
		{ "a\\", 1, 2, '\\' },        { "a\n b\n  'c", 3, 3, '\'' },
		{ "'a\nb' \"c", 2, 4, '"' },  { "\"a\\\"", 1, 1, '"' },
		{ "\"a\\", 1, 1, '"' },       { "a \\\n\\", 2, 1, '\\' },
		{ "it's", 1, 3, '\'' },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct shell_words words;
		struct shell_words_error where;
		assert_int_equal(shell_words_split(cases[i].text, &words, &where), -EINVAL);
		assert_int_equal(where.line, cases[i].line);
		assert_int_equal(where.column, cases[i].column);
		assert_int_equal(where.open, cases[i].open);
		assert_null(words.words);
		assert_null(words.text);
	}
}

/* One random piece of text that a shell reads without expanding anything. */
static void add_piece(FILE *out, uint64_t *seed)
{
	static const char *const between_double[] = { "a",   " ",    "'",       "\n",  "\\$",
						      "\\`", "\\\"", "\\\\",    "\\a", "\\\n",
						      "*",   "#",    "\xc3\xa4" };
	char text[12];
	switch (random_below(seed, 6)) {
	case 0:
		random_text(seed, " \t", text, 2);
		fputs(text, out);
		break;
	case 1:
		random_text(seed, "ab \"\\$`\n*#~\xe4", text, 8);
		fprintf(out, "'%s'", text);
		break;
	case 2:
		putc('"', out);
		for (size_t i = random_below(seed, 6); i > 0; i--)
			fputs(between_double[random_below(seed, COUNT(between_double))], out);
		putc('"', out);
		break;
	case 3:
		fprintf(out, "\\%c", "a'\"\\ \n$`*#;&"[random_below(seed, 12)]);
		break;
	default:
		random_text(seed, "ab=,.:/-%\xe4", text, 6);
		fputs(text, out);
	}
}

#define TEXTS 500

static void the_real_shell_reads_the_same_words(void **state)
{
	(void)state;
	char *texts[TEXTS], *script = NULL;
	size_t length;
	uint64_t seed = 4711;
	FILE *all = open_memstream(&script, &length);
	assert_non_null(all);
	for (size_t i = 0; i < TEXTS; i++) {
		size_t size;
		FILE *one = open_memstream(&texts[i], &size);
		assert_non_null(one);
		for (size_t pieces = random_below(&seed, 10); pieces > 0; pieces--)
			add_piece(one, &seed);
		/* What a shell would take for a comment is not compared. */
		fputs(" x", one);
		assert_int_equal(fclose(one), 0);
		fprintf(all, "set -- %s\nprintf '%%s\\0' \"$#\" \"$@\"\n", texts[i]);
	}
	assert_int_equal(fclose(all), 0);
	char *answer = shell_answer(script, length, &length);
	const char *at = answer;
	for (size_t i = 0; i < TEXTS; i++) {
		struct shell_words words;
		struct shell_words_error where;
		assert_int_equal(shell_words_split(texts[i], &words, &where), 0);
		if (words.count != strtoul(at, NULL, 10))
			fail_msg("sh reads %s words in: %s", at, texts[i]);
		at += strlen(at) + 1;
		for (size_t k = 0; k < words.count; k++) {
			assert_string_equal(words.words[k], at);
			at += strlen(at) + 1;
		}
		shell_words_free(&words);
		free(texts[i]);
	}
	assert_ptr_equal(at, answer + length);
	free(answer);
	free(script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_are_read_as_posix_says),
		cmocka_unit_test(what_is_left_open_is_pointed_at),
		cmocka_unit_test(the_real_shell_reads_the_same_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
