/* SPDX-License-Identifier: MIT */
#include "report/json_value.h"

#include <errno.h>

#include "unit.h"

static void assert_dumped(json_t *value, const char *text)
{
	assert_non_null(value);
	char *dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	json_decref(value);
	assert_non_null(dumped);
	assert_string_equal(dumped, text);
	free(dumped);
}

static void texts_become_strings_or_base64(void **state)
{
	(void)state;
	/* RFC 4648, section 10, has the padding's three cases. */
	static const char *const rows[][2] = {
		{ NULL, "null" },
		{ "", "\"\"" },
		{ "a\"b\n", "\"a\\\"b\\n\"" },
		{ "\xc3\xbc", "\"\xc3\xbc\"" },
		{ "\xff", "{\"base64\":\"/w==\"}" },
		{ "\xff\xfe", "{\"base64\":\"//4=\"}" },
		{ "\xff\xfe\xfd", "{\"base64\":\"//79\"}" },
		{ "fo\xff", "{\"base64\":\"Zm//\"}" },
		{ "foob\xfb\xef", "{\"base64\":\"Zm9vYvvv\"}" },
		{ "a\xc3", "{\"base64\":\"YcM=\"}" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_dumped(json_value_text(rows[i][0]), rows[i][1]);
}

static void keys_that_are_no_text_are_made_one(void **state)
{
	(void)state;
	json_t *object = json_object();
	assert_int_equal(json_value_set(object, "a", json_integer(1)), 0);
	assert_int_equal(json_value_set(object, "b\xff\xfe\xc3\xbc\xe2\x82", json_true()), 0);
	assert_dumped(object, "{\"a\":1,\"b\xef\xbf\xbd\xef\xbf\xbd\xc3\xbc"
			      "\xef\xbf\xbd\xef\xbf\xbd\":true}");
}

static void values_are_appended(void **state)
{
	(void)state;
	json_t *array = json_array();
	assert_int_equal(json_value_append(array, json_value_text("a")), 0);
	assert_int_equal(json_value_append(array, json_value_text(NULL)), 0);
	assert_dumped(array, "[\"a\",null]");
}

/* A value that could not be made is the one failure that callers see. */
static void missing_values_are_reported(void **state)
{
	(void)state;
	json_t *array = json_array(), *object = json_object();
	assert_int_equal(json_value_append(array, NULL), -ENOMEM);
	assert_int_equal(json_value_set(object, "a", NULL), -ENOMEM);
	assert_int_equal(json_value_set(object, "\xff", NULL), -ENOMEM);
	assert_dumped(array, "[]");
	assert_dumped(object, "{}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_become_strings_or_base64),
		cmocka_unit_test(keys_that_are_no_text_are_made_one),
		cmocka_unit_test(values_are_appended),
		cmocka_unit_test(missing_values_are_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
