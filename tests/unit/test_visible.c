/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "report/visible.h"
#include "text/utf8.h"

static void assert_shown(void (*show)(struct strbuf *, const char *), const char *text,
			 const char *expected)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	show(&out, text);
	assert_string_equal(out.text ? out.text : "", expected);
}

static void words_without_hidden_bytes_are_quoted_for_sh(void **state)
{
	(void)state;
	assert_shown(visible_word, "plain", "plain");
	assert_shown(visible_word, "", "''");
	assert_shown(visible_word, "a b's", "'a b'\\''s'");
	assert_shown(visible_word,
		     "Gr\xc3\xbc\xc3\x9f"
		     "e \xf0\x9f\x90\xa7",
		     "'Gr\xc3\xbc\xc3\x9f"
		     "e \xf0\x9f\x90\xa7'");
}

static void hidden_bytes_are_spelled_out(void **state)
{
	(void)state;
	assert_shown(visible_word, "\x1b[31m", "$'\\033[31m'");
	assert_shown(visible_word, "a\n\t'\\", "$'a\\n\\t\\'\\\\'");
	assert_shown(visible_word, "\x7f", "$'\\177'");
	assert_shown(visible_word, "\xc2\x9b", "$'\\302\\233'");
	assert_shown(visible_word, "\xff", "$'\\377'");
	assert_shown(visible_word, "\xe2\x80\xae", "$'\\342\\200\\256'");
	assert_shown(visible_text, "a\x1b[m\nb\xff", "a\\x1b[m b\\xff");
}

/* Whatever the bytes are, bash reads back the same ones. */
static void bash_reads_back_every_byte(void **state)
{
	(void)state;
	char all[512], read[1024];
	for (int i = 0; i < 255; i++) {
		all[2 * i] = (char)(i + 1);
		/* A digit behind it must not be taken into the escape. */
		all[2 * i + 1] = '7';
	}
	all[510] = '\0';
	CLEANUP_STRBUF struct strbuf script = { 0 };
	strbuf_adds(&script, "exec bash -c \"$(cat <<'END'\nprintf %s ");
	visible_word(&script, all);
	strbuf_adds(&script, "\nEND\n)\"");
	assert_false(script.failed);
	FILE *pipe = popen(script.text, "re");
	assert_non_null(pipe);
	size_t length = fread(read, 1, sizeof(read), pipe);
	assert_int_equal(pclose(pipe), 0);
	assert_int_equal(length, 510);
	assert_memory_equal(read, all, length);
}

static void width_counts_columns(void **state)
{
	(void)state;
	assert_int_equal(visible_width(""), 0);
	assert_int_equal(visible_width("abc"), 3);
	assert_int_equal(visible_width("Gr\xc3\xbc\xc3\x9f"
				       "e"),
			 5);
	assert_int_equal(visible_width("\xe6\xbc\xa2\xe5\xad\x97"), 4);
	assert_int_equal(visible_width("e\xcc\x81"), 1);
	assert_int_equal(visible_width("\xf0\x9f\x90\xa7"), 2);
}

static void assert_wrapped(size_t start, size_t indent, const char *text, const char *expected)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	visible_wrap(&out, start, indent, text);
	assert_false(out.failed);
	assert_string_equal(out.text, expected);
}

static void text_wraps_at_blanks(void **state)
{
	(void)state;
	assert_wrapped(0, 0, "", "\n");
	assert_wrapped(10, 4, "a b", "a b\n");
	assert_wrapped(70, 60, "one two three four",
		       "one two\n"
		       "                                                            three four\n");
	assert_wrapped(79, 2, "long", "\n  long\n");
	assert_wrapped(78, 78, "unbreakable", "unbreakable\n");
	assert_wrapped(5, 2, "first\nsecond", "first\n  second\n");
}

static void utf8_is_strict(void **state)
{
	(void)state;
	static const char *const good[] = { "",
					    "a",
					    "\xc2\x80",
					    "\xe0\xa0\x80",
					    "\xed\x9f\xbf",
					    "\xf0\x90\x80\x80",
					    "\xf4\x8f\xbf\xbf" };
	static const char *const bad[] = { "\x80",
					   "\xc0\x80",
					   "\xc1\xbf",
					   "\xc2",
					   "\xe0\x9f\xbf",
					   "\xed\xa0\x80",
					   "\xf0\x8f\xbf\xbf",
					   "\xf4\x90\x80\x80",
					   "\xf5\x80\x80\x80",
					   "\xe2\x82",
					   "a\xff" };
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(utf8_is_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(utf8_is_valid(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_without_hidden_bytes_are_quoted_for_sh),
		cmocka_unit_test(hidden_bytes_are_spelled_out),
		cmocka_unit_test(bash_reads_back_every_byte),
		cmocka_unit_test(width_counts_columns),
		cmocka_unit_test(text_wraps_at_blanks),
		cmocka_unit_test(utf8_is_strict),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
