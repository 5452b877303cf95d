/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "text/visible.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_without_hidden_bytes_are_quoted_for_sh),
		cmocka_unit_test(hidden_bytes_are_spelled_out),
		cmocka_unit_test(bash_reads_back_every_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
