/* SPDX-License-Identifier: MIT */
#include "report/palette.h"

#include "unit.h"

enum { MEANINGS = sizeof(struct palette) / sizeof(const char *) };

static const char *meaning(bool colour, size_t index)
{
	return ((const char *const *)palette_get(colour))[index];
}

static void without_colour_everything_is_empty(void **state)
{
	(void)state;
	for (size_t i = 0; i < MEANINGS; i++)
		assert_string_equal(meaning(false, i), "");
}

/* ESC [ NUMBERS m: nothing that moves the cursor or leaves the eight basic colours. */
static void colours_are_basic_and_tell_meanings_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < MEANINGS; i++) {
		const char *text = meaning(true, i);
		size_t length = strlen(text);
		assert_memory_equal(text, "\033[", 2);
		assert_int_equal(2 + strspn(text + 2, "0123456789;"), length - 1);
		assert_int_equal(text[length - 1], 'm');
		assert_null(strstr(text, "38"));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(text, meaning(true, k));
	}
	assert_string_equal(palette_get(true)->end, "\033[0m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_colour_everything_is_empty),
		cmocka_unit_test(colours_are_basic_and_tell_meanings_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
