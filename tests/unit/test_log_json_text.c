/* SPDX-License-Identifier: MIT */
/* Compared with what jansson reads and writes. */
#include "json_text.h"
#include "unit.h"

#include <jansson.h>

#include "text/utf8.h"

static void assert_written(const char *text, const char *expected)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	json_text(&out, text);
	assert_string_equal(out.text, expected);
}

static void forms(void **state)
{
	(void)state;
	assert_written(NULL, "null");
	assert_written("", "\"\"");
	assert_written("a\"\\/\n\x1f\x7f", "\"a\\\"\\\\/\\u000a\\u001f\\u007f\"");
	assert_written("h\xc3\xa9\xf0\x9f\x98\x80", "\"h\\u00e9\\ud83d\\ude00\"");
	assert_written("\xff\xfe", "{\"base64\":\"//4=\"}");
	CLEANUP_STRBUF struct strbuf key = { 0 };
	json_key(&key, "a\xff");
	assert_string_equal(key.text, "\"a\\ufffd\"");
}

static void jansson_reads_the_same(void **state)
{
	(void)state;
	uint64_t seed = 4711;
	static const char alphabet[] = "a\"\\/\x01\x1f\x7f\n\t{}\xc3\xa9\xf0\x9f\x98\x80\xff";
	size_t valid = 0;
	for (int i = 0; i < 20000; i++) {
		char text[9];
		CLEANUP_STRBUF struct strbuf out = { 0 };
		random_text(&seed, alphabet, text, sizeof(text) - 1);
		json_text(&out, text);
		for (const char *at = out.text; *at; at++)
			assert_in_range(*at, 0x20, 0x7e);
		json_t *value = json_loads(out.text, JSON_DECODE_ANY, NULL);
		assert_non_null(value);
		if (utf8_is_valid(text)) {
			assert_string_equal(json_string_value(value), text);
			valid++;
		} else {
			assert_non_null(json_object_get(value, "base64"));
		}
		json_decref(value);
	}
	assert_in_range(valid, 1000, 19000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(jansson_reads_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
