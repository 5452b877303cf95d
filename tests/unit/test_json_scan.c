/* SPDX-License-Identifier: MIT */
#include "command/json_scan.h"

#include "unit.h"

#include <errno.h>

/* "key=text of the value" of each member, parted by '|'; NULL: malformed. */
static const char *scan(const char *text, size_t at, struct arena *arena)
{
	CLEANUP_JSON_OBJECT struct json_object object = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	int status = json_scan(text, at, arena, &object, &err);
	if (status) {
		assert_int_equal(status, -EINVAL);
		assert_int_equal(err.code, EINVAL);
		return NULL;
	}
	assert_int_equal(text[object.close], '}');
	const char *result = "";
	for (size_t i = 0; i < object.members.count; i++) {
		const struct json_member *m = &object.members.items[i];
		assert_true(m->start < m->value && m->value < m->end && m->end <= object.close);
		result = arena_printf(arena, "%s%s%s=%.*s", result, i ? "|" : "", m->key,
				      (int)(m->end - m->value), text + m->value);
	}
	return result;
}

static void members_are_found(void **state)
{
	(void)state;
	/* qobject/json-lexer.c and json-parser.c: single quotes are quotes too. */
	static const struct {
		const char *text, *members;
	} cases[] = {
		{ "{}", "" },
		{ "{ \t\r\n}", "" },
		{ "{\"a\":1}", "a=1" },
		{ "{ \"a\" : 1 , \"b\" : \"x\" }", "a=1|b=\"x\"" },
		{ "{'a':'b','c':'\"'}", "a='b'|c='\"'" },
		{ "{\"a\":true,\"b\":false,\"c\":null}", "a=true|b=false|c=null" },
		{ "{\"a\":{\"b\":[1,{\"c\":\"}\"}]},\"d\":2}", "a={\"b\":[1,{\"c\":\"}\"}]}|d=2" },
		{ "{\"a\":[],\"b\":{}}", "a=[]|b={}" },
		{ "{\"a\":-1.5e+3,\"b\":0,\"c\":0.5E-1}", "a=-1.5e+3|b=0|c=0.5E-1" },
		{ "{\"a\":1,\"a\":2}", "a=1|a=2" },
		{ "{\"\":1}", "=1" },
		{ "{\"a\\\"b\":\"c\\\\\"}", "a\"b=\"c\\\\\"" },
		{ "{\"a,b\":\",\"}", "a,b=\",\"" },
		{ "{'it\\'s':1}", "it's=1" },
		{ "{\"a\":1} trailing", "a=1" },
		/* Malformed. */
		{ "{", NULL },
		{ "{\"a\"", NULL },
		{ "{\"a\":", NULL },
		{ "{\"a\":1", NULL },
		{ "{\"a\":1,", NULL },
		{ "{\"a\":1,}", NULL },
		{ "{,}", NULL },
		{ "{,\"a\":1}", NULL },
		{ "{\"a\" 1}", NULL },
		{ "{\"a\":1 \"b\":2}", NULL },
		{ "{a:1}", NULL },
		{ "{\"a\":b}", NULL },
		{ "{\"a\":\"b}", NULL },
		{ "{\"a\":\"b\\", NULL },
		{ "{\"a\":'b\"}", NULL },
		{ "{\"a\":01}", NULL },
		{ "{\"a\":-}", NULL },
		{ "{\"a\":1.}", NULL },
		{ "{\"a\":1e}", NULL },
		{ "{\"a\":+1}", NULL },
		{ "{\"a\":truer}", NULL },
		{ "{\"a\":[1,]}", NULL },
		{ "{\"a\":[1}", NULL },
		{ "{\"a\":{\"b\"}}", NULL },
		{ "{1:2}", NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		const char *found = scan(cases[i].text, 0, &arena);
		const char *wanted = cases[i].members;
		if (!found != !wanted || (found && strcmp(found, wanted)))
			fail_msg("%s: %s", cases[i].text, found ? found : "malformed");
	}
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_string_equal(scan("{\"a\":{\"b\":1},\"c\":2}", 5, &arena), "b=1");
}

static void strings_are_decoded(void **state)
{
	(void)state;
	static const struct {
		const char *text, *decoded;
	} cases[] = {
		{ "\"\"", "" },
		{ "\"plain\"", "plain" },
		{ "\"\\\"\\\\\\/\\'\"", "\"\\/'" },
		{ "\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t" },
		{ "'a\"b'", "a\"b" },
		{ "\"\\u0041\\u00e4\\u20AC\"", "A\xc3\xa4\xe2\x82\xac" },
		{ "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
		{ "\"\\u0000x\"", "\xc0\x80x" }, /* util/unicode.c, mod_utf8_encode() */
		{ "\"K\xc3\xb6ln\"", "K\xc3\xb6ln" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		const char *text = cases[i].text;
		assert_string_equal(json_decode_string(text, 0, strlen(text), &arena),
				    cases[i].decoded);
	}
}

static void numbers_are_known(void **state)
{
	(void)state;
	static const char *const numbers[] = {
		"0", "-0", "7", "10", "-1.25", "1e9", "1E-9", "0.0"
	};
	static const char *const others[] = { "",    "-",  "01", "1.",   ".5", "+1", "1e",
					      "0x1", "1 ", " 1", "true", "1K", "--1" };
	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_true(json_is_number(numbers[i]));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(json_is_number(others[i]));
}

static void nesting_has_qemus_limit(void **state)
{
	(void)state;
	/* qobject/json-streamer.c, MAX_NESTING is 1024. */
	CLEANUP_ARENA struct arena arena = { 0 };
	static char text[4000] = "{\"a\":";
	memset(text + 5, '[', 1024);
	memset(text + 5 + 1024, ']', 1024);
	text[5 + 2048] = '}';
	assert_non_null(scan(text, 0, &arena));
	memset(text + 5, '[', 1600);
	memset(text + 5 + 1600, ']', 1600);
	text[5 + 3200] = '}';
	assert_null(scan(text, 0, &arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_found),
		cmocka_unit_test(strings_are_decoded),
		cmocka_unit_test(numbers_are_known),
		cmocka_unit_test(nesting_has_qemus_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
