/* SPDX-License-Identifier: MIT */
#include "text/utf8.h"

#include "unit.h"

static void characters_are_decoded(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t length;
		uint32_t code;
	} rows[] = {
		{ "a", 1, 'a' },
		{ "\x7f", 1, 0x7f },
		{ "\xc2\x80", 2, 0x80 },
		{ "\xdf\xbf", 2, 0x7ff },
		{ "\xe0\xa0\x80", 3, 0x800 },
		{ "\xed\x9f\xbf", 3, 0xd7ff },
		{ "\xee\x80\x80", 3, 0xe000 },
		{ "\xef\xbf\xbfx", 3, 0xffff },
		{ "\xf0\x90\x80\x80", 4, 0x10000 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
		/* Continuations alone, overlong, surrogates, too high, cut short. */
		{ "\x80", 0, 0 },
		{ "\xbf\xbf", 0, 0 },
		{ "\xc0\x80", 0, 0 },
		{ "\xc1\xbf", 0, 0 },
		{ "\xe0\x9f\xbf", 0, 0 },
		{ "\xf0\x8f\xbf\xbf", 0, 0 },
		{ "\xed\xa0\x80", 0, 0 },
		{ "\xed\xbf\xbf", 0, 0 },
		{ "\xf4\x90\x80\x80", 0, 0 },
		{ "\xf5\x80\x80\x80", 0, 0 },
		{ "\xff", 0, 0 },
		{ "\xc2", 0, 0 },
		{ "\xc2"
		  "a",
		  0, 0 },
		{ "\xe2\x82", 0, 0 },
		{ "\xf0\x90\x80", 0, 0 },
		{ "\xf0\x90\xc0\x80", 0, 0 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t code = 0;
		assert_int_equal(utf8_decode(rows[i].text, &code), rows[i].length);
		if (rows[i].length)
			assert_int_equal(code, rows[i].code);
	}
}

/* Written back by the definition, every code gives the bytes it was read from. */
static void every_code_is_read_back(void **state)
{
	(void)state;
	for (uint32_t code = 0x80; code < 0x110000; code += 61) {
		char text[8] = { 0 };
		size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		uint32_t rest = code, read = 0;
		for (size_t i = length - 1; i > 0; i--, rest >>= 6)
			text[i] = (char)(0x80 | (rest & 0x3f));
		text[0] = (char)((0xf00 >> length & 0xff) | rest);
		bool is_surrogate = code >= 0xd800 && code < 0xe000;
		assert_int_equal(utf8_decode(text, &read), is_surrogate ? 0 : length);
		assert_int_equal(utf8_is_valid(text), !is_surrogate);
		if (!is_surrogate)
			assert_int_equal(read, code);
	}
}

static void one_bad_byte_makes_a_text_invalid(void **state)
{
	(void)state;
	assert_true(utf8_is_valid(""));
	assert_true(utf8_is_valid("a\xc3\xbc\xf0\x9f\x90\xa7z"));
	assert_false(utf8_is_valid("a\xc3\xbc\xf0\x9f\x90z"));
	assert_false(utf8_is_valid("a\xff"));
	assert_false(utf8_is_valid("abc\xc3"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_decoded),
		cmocka_unit_test(every_code_is_read_back),
		cmocka_unit_test(one_bad_byte_makes_a_text_invalid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
