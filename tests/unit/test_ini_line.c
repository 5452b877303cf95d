/* SPDX-License-Identifier: MIT */
#include "config/ini_line.h"

#include "config_files.h"

static const char *check(const char *text, struct ini_line *ret_line)
{
	return ini_line_check(text, strlen(text), ret_line);
}

static void blank_lines_and_comments_are_empty(void **state)
{
	(void)state;
	static const char *const lines[] = { "",      "   ",     "\t",     "# a = b",
					     "; [x]", "  #a: b", "  ;; x", "# \xff\xfe" };
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct ini_line line;
		assert_null(check(lines[i], &line));
		assert_int_equal(line.kind, INI_LINE_EMPTY);
	}
}

static void sections_and_keys_are_told_apart(void **state)
{
	(void)state;
	struct ini_line line;
	assert_null(check("  [plugin acme]  ", &line));
	assert_int_equal(line.kind, INI_LINE_SECTION);
	assert_int_equal(line.name_length, strlen("plugin acme"));
	assert_memory_equal(line.name, "plugin acme", line.name_length);
	assert_null(check("\tkey \t= [value] # : ;", &line));
	assert_int_equal(line.kind, INI_LINE_PAIR);
	assert_int_equal(line.name_length, 3);
	assert_memory_equal(line.name, "key", 3);
}

static void values_may_hold_any_byte_but_nul_and_cr(void **state)
{
	(void)state;
	char text[300] = "k=";
	size_t length = 2;
	for (int byte = 1; byte < 256; byte++)
		if (byte != '\r' && byte != '\n')
			text[length++] = (char)byte;
	struct ini_line line;
	assert_null(ini_line_check(text, length, &line));
	text[length] = '\r';
	assert_contains(ini_line_check(text, length + 1, &line), "carriage return");
	text[length] = '\0';
	assert_contains(ini_line_check(text, length + 1, &line), "NUL");
}

static void what_libinih_would_read_otherwise_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{ "a: b", "not by ':'" },
		{ "a:b = c", "not by ':'" },
		{ "word", "neither" },
		{ "include other.conf", "neither" },
		{ "= value", "key before '=' is missing" },
		{ "   = value", "key before '=' is missing" },
		{ "[open", "closing ']'" },
		{ "[a] # comment", "after the section's" },
		{ "[a]]", "after the section's" },
		{ "[]", "name is empty" },
		{ "[  ]", "name is empty" },
		{ "[\xff]", "not valid UTF-8" },
		{ "caf\xe9 = 1", "not valid UTF-8" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ini_line line;
		const char *complaint = check(cases[i].text, &line);
		if (!complaint)
			fail_msg("accepted: %s", cases[i].text);
		assert_contains(complaint, cases[i].complaint);
	}
}

static void limits_hold_to_the_byte(void **state)
{
	(void)state;
	CLEANUP_FREE char *text = malloc(INI_LINE_LIMIT + 1);
	assert_non_null(text);
	memset(text, 'x', INI_LINE_LIMIT + 1);
	text[1] = '=';
	struct ini_line line;
	assert_null(ini_line_check(text, INI_LINE_LIMIT, &line));
	assert_contains(ini_line_check(text, INI_LINE_LIMIT + 1, &line), "65535");
	memset(text, 'x', 64);
	text[0] = '[';
	text[INI_SECTION_LIMIT + 1] = ']';
	assert_null(ini_line_check(text, INI_SECTION_LIMIT + 2, &line));
	text[INI_SECTION_LIMIT + 1] = 'x';
	text[INI_SECTION_LIMIT + 2] = ']';
	assert_contains(ini_line_check(text, INI_SECTION_LIMIT + 3, &line), "49");
}

static void utf8_is_judged_by_its_standard(void **state)
{
	(void)state;
	static const char *const good[] = { "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x96\xa5",
					    "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf" };
	static const char *const bad[] = { "\x80",         "\xc0\xaf",         "\xc3",
					   "\xe0\x80\xaf", "\xed\xa0\x80",     "\xe2\x82",
					   "\xf5\x80",     "\xf4\x90\x80\x80", "\xf0\x80\x80\x80",
					   "\xe2\x28\xa1" };
	char text[16];
	struct ini_line line;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(text, sizeof(text), "[%s]", good[i]);
		assert_null(check(text, &line));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "[%s]", bad[i]);
		assert_contains(check(text, &line), "not valid UTF-8");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blank_lines_and_comments_are_empty),
		cmocka_unit_test(sections_and_keys_are_told_apart),
		cmocka_unit_test(values_may_hold_any_byte_but_nul_and_cr),
		cmocka_unit_test(what_libinih_would_read_otherwise_is_refused),
		cmocka_unit_test(limits_hold_to_the_byte),
		cmocka_unit_test(utf8_is_judged_by_its_standard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
