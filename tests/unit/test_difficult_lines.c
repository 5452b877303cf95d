/* SPDX-License-Identifier: MIT */
#include "inspect/difficult_lines.h"

#include "unit.h"

#include "command/command.h"
#include "command/line_kind.h"

/* Each can be had, has something said of it, and is another one than those before. */
static void all_are_there_and_differ(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct difficult_line lines[200];
	assert_in_range(difficult_line_count(), 30, COUNT(lines));
	for (size_t i = 0; i < difficult_line_count(); i++) {
		assert_int_equal(difficult_line(i, &arena, &lines[i]), 0);
		assert_true(strlen(lines[i].about) > 3);
		assert_non_null(lines[i].argv[0]);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(lines[k].about, lines[i].about);
	}
}

static bool any_word(const struct difficult_line *line, bool (*is_it)(const char *word))
{
	for (size_t i = 1; line->argv[i]; i++)
		if (is_it(line->argv[i]))
			return true;
	return false;
}

static bool is_long(const char *word)
{
	return strlen(word) >= 100000;
}

static bool is_json(const char *word)
{
	return *word == '{';
}

static bool has_high_byte(const char *word)
{
	return strpbrk(word, "\xff\xfe\x80\xc0");
}

/* What the table promises of its rows, read by the real command model. */
static void they_have_what_they_say(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	size_t counts[7] = { 0 };
	for (size_t i = 0; i < difficult_line_count(); i++) {
		struct error err = { 0 };
		struct difficult_line line;
		CLEANUP_COMMAND struct command command = { 0 };
		assert_int_equal(difficult_line(i, &arena, &line), 0);
		assert_int_equal(command_parse(&command, line.argv, &arena, &err), 0);
		struct line_kind kind = line_kind_of(&command);
		counts[0] += kind.prints;
		counts[1] += kind.probes;
		counts[2] += kind.manager != NULL;
		counts[3] += any_word(&line, is_long);
		counts[4] += any_word(&line, is_json);
		counts[5] += any_word(&line, has_high_byte);
		counts[6] += command_word_count(&command) > 1000;
	}
	for (size_t i = 0; i < COUNT(counts); i++)
		if (!counts[i])
			fail_msg("no line of kind %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_there_and_differ),
		cmocka_unit_test(they_have_what_they_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
