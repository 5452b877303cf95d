/* SPDX-License-Identifier: MIT */
#include "command/value_json.h"

#include "base/strbuf.h"
#include "unit.h"

#include <errno.h>
#include <jansson.h>

static void properties_are_got(void **state)
{
	(void)state;
	static const struct {
		const char *text, *key;
		int status;
		const char *value;
	} cases[] = {
		{ "{\"driver\":\"e1000\"}", "driver", 1, "e1000" },
		{ "{'driver':'e1000'}", "driver", 1, "e1000" },
		{ "{\"a\":true,\"b\":false}", "a", 1, "on" },
		{ "{\"a\":true,\"b\":false}", "b", 1, "off" },
		{ "{\"a\":-5}", "a", 1, "-5" },
		{ "{\"a\":null}", "a", 1, "null" },
		{ "{\"a\":[1, 2]}", "a", 1, "[1, 2]" },
		{ "{\"a\":\"x,\\\"y\\\"\"}", "a", 1, "x,\"y\"" },
		{ "{\"a\":1,\"a\":2}", "a", 1, "2" },
		{ "{\"file\":{\"driver\":\"file\"}}", "file.driver", 1, "file" },
		{ "{\"a\":{\"b\":{\"c\":1}}}", "a.b.c", 1, "1" },
		{ "{\"a.b\":1,\"a\":{\"b\":2}}", "a.b", 1, "1" },
		{ "{\"a\":{\"b.c\":1}}", "a.b.c", 1, "1" },
		{ "{\"a\":1}", "a.b", 0, NULL },
		{ "{\"a\":[1]}", "a.0", 0, NULL },
		{ "{\"a\":1}", "b", 0, NULL },
		{ "{\"a\":1}", "", 0, NULL },
		{ "{}", "a", 0, NULL },
		{ "{\"a\":1} \t", "a", 1, "1" },
		{ "{\"a\":1}x", "a", -EINVAL, NULL },
		{ "{\"a\":1", "a", -EINVAL, NULL },
		{ "{\"a\":1}{\"b\":2}", "a", -EINVAL, NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *value = NULL;
		assert_int_equal(value_json_get(cases[i].text, cases[i].key, &arena, &value, &err),
				 cases[i].status);
		assert_string_equal(value ? value : "-", cases[i].value ? cases[i].value : "-");
	}
}

static void one_member_is_set_and_the_rest_stays(void **state)
{
	(void)state;
	static const struct {
		const char *text, *key, *value;
		enum value_type type;
		/** NULL: refused. */
		const char *result;
	} cases[] = {
		{ "{ \"a\" : 1 , \"b\" : 2 }", "a", "7", VALUE_STRING,
		  "{ \"a\" : 7 , \"b\" : 2 }" },
		{ "{\"a\":\"x\"}", "a", "7", VALUE_NUMBER, "{\"a\":\"7\"}" },
		{ "{'a':'x'}", "a", "it's", VALUE_STRING, "{'a':\"it's\"}" },
		{ "{\"a\":\"x\"}", "a", "\"\\\n\x01\x7f", VALUE_STRING,
		  "{\"a\":\"\\\"\\\\\\u000a\\u0001\x7f\"}" },
		{ "{\"a\":true}", "a", "off", VALUE_STRING, "{\"a\":false}" },
		{ "{\"a\":true}", "a", "yes", VALUE_STRING, "{\"a\":true}" },
		{ "{\"a\":true}", "a", "maybe", VALUE_STRING, NULL },
		{ "{\"a\":5}", "a", "1K", VALUE_STRING, NULL },
		{ "{\"a\":null}", "a", "on", VALUE_BOOLEAN, "{\"a\":true}" },
		{ "{\"a\":null}", "a", "x", VALUE_STRING, "{\"a\":\"x\"}" },
		{ "{\"a\":{\"b\":1}}", "a", "node0", VALUE_STRING, "{\"a\":\"node0\"}" },
		{ "{\"a\":1,\"a\":2}", "a", "3", VALUE_STRING, "{\"a\":1,\"a\":3}" },
		{ "{\"a\":{\"b\":1}}", "a.b", "2", VALUE_STRING, "{\"a\":{\"b\":2}}" },
		{ "{\"a\":{\"b\":1}}", "a.c", "x", VALUE_STRING, "{\"a\":{\"b\":1,\"c\":\"x\"}}" },
		{ "{\"a\":{ }}", "a.c", "x", VALUE_STRING, "{\"a\":{ \"c\":\"x\"}}" },
		{ "{\"a\":1}", "a.c", "x", VALUE_STRING, NULL },
		{ "{}", "a.c", "x", VALUE_STRING, NULL },
		{ "{}", "a", "x", VALUE_STRING, "{\"a\":\"x\"}" },
		{ "{ }", "a", "5", VALUE_NUMBER, "{ \"a\":5}" },
		{ "{\"a\":1 }", "b", "on", VALUE_BOOLEAN, "{\"a\":1,\"b\":true }" },
		{ "{\"a\":1}", "b", "on", VALUE_STRING, "{\"a\":1,\"b\":\"on\"}" },
		{ "{\"a\":1}", "b", "x", VALUE_NUMBER, NULL },
		{ "{\"a\":1}", "b\"c", "x", VALUE_STRING, "{\"a\":1,\"b\\\"c\":\"x\"}" },
		{ "{\"a\":1,}", "a", "2", VALUE_STRING, NULL },
		{ "{\"a\":1}x", "a", "2", VALUE_STRING, NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *result = NULL;
		int status = value_json_set(cases[i].text, cases[i].key, -1, cases[i].value,
					    cases[i].type, &arena, &result, &err);
		assert_int_equal(status, cases[i].result ? 0 : -EINVAL);
		assert_string_equal(result ? result : "-", cases[i].result ? cases[i].result : "-");
	}
}

static void text_that_json_cannot_carry_is_refused(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *text;
	static const char *const pairs[][2] = { { "a", "\xff" },
						{ "b\xe8", "x" },
						{ "b", "\xed\xa0\x80" } };
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		assert_int_equal(value_json_set("{\"a\":\"\"}", pairs[i][0], -1, pairs[i][1],
						VALUE_STRING, &arena, &text, &err),
				 -EINVAL);
		assert_non_null(strstr(error_text(&err), "it is not UTF-8"));
		error_clear(&err);
	}
}

static void positions_are_counted_among_the_outermost(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *text = "{\"a\":1,\"b\":{\"c\":2},\"a\":3}", *result;
	assert_int_equal(value_json_set(text, NULL, 0, "9", VALUE_STRING, &arena, &result, &err),
			 0);
	assert_string_equal(result, "{\"a\":9,\"b\":{\"c\":2},\"a\":3}");
	assert_int_equal(value_json_set(text, NULL, 2, "9", VALUE_STRING, &arena, &result, &err),
			 0);
	assert_string_equal(result, "{\"a\":1,\"b\":{\"c\":2},\"a\":9}");
	assert_int_equal(value_json_set(text, NULL, 3, "9", VALUE_STRING, &arena, &result, &err),
			 -ERANGE);
}

static void one_member_is_removed_and_the_rest_stays(void **state)
{
	(void)state;
	static const struct {
		const char *text, *key, *result;
	} cases[] = {
		{ "{\"a\":1}", "a", "{}" },
		{ "{ \"a\" : 1 }", "a", "{ }" },
		{ "{ \"a\": 1, \"b\": 2 }", "a", "{ \"b\": 2 }" },
		{ "{ \"a\": 1, \"b\": 2 }", "b", "{ \"a\": 1 }" },
		{ "{\"a\":1 , \"b\":2,\"c\":3}", "b", "{\"a\":1 , \"c\":3}" },
		{ "{\"a\":1,\"b\":2,\"a\":3}", "a", "{\"b\":2}" },
		{ "{\"a\":{\"b\":1,\"c\":2}}", "a.b", "{\"a\":{\"c\":2}}" },
		{ "{\"a\":{\"b\":1}}", "a.b", "{\"a\":{}}" },
		{ "{\"a.b\":1,\"a\":{\"b\":2}}", "a.b", "{\"a\":{}}" },
		{ "{\"a\":1}", "b", "{\"a\":1}" },
		{ "{\"a\":\",\",\"b\":1}", "b", "{\"a\":\",\"}" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *result;
		assert_int_equal(
			value_json_unset(cases[i].text, cases[i].key, &arena, &result, &err), 0);
		assert_string_equal(result, cases[i].result);
	}
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *result;
	assert_int_equal(value_json_unset("{\"a\":1,}", "a", &arena, &result, &err), -EINVAL);
}

/* -- another parser is the judge of random objects -- */

static void add_blanks(struct strbuf *out, uint64_t *seed)
{
	char blanks[3];
	random_text(seed, " \t\n", blanks, 2);
	strbuf_adds(out, blanks);
}

static void add_random_object(struct strbuf *out, uint64_t *seed, int depth)
{
	static const char *const scalars[] = {
		"1",    "-2.5",    "true",       "false",          "null",
		"\"\"", "\"a,b\"", "\"}\\\"{\"", "[1,{\"x\":[]}]", "\"\\u00e4\\\\\""
	};
	size_t first = random_below(seed, 7), count = random_below(seed, 5);
	strbuf_addc(out, '{');
	for (size_t i = 0; i < count; i++) {
		add_blanks(out, seed);
		/* Every key once: QEMU refuses duplicates, and parsers read them differently. */
		strbuf_addf(out, "%s\"%c\"", i ? "," : "", (int)('a' + (first + i) % 7));
		add_blanks(out, seed);
		strbuf_addc(out, ':');
		add_blanks(out, seed);
		if (depth < 2 && random_below(seed, 3) == 0)
			add_random_object(out, seed, depth + 1);
		else
			strbuf_adds(out, scalars[random_below(seed, COUNT(scalars))]);
		add_blanks(out, seed);
	}
	strbuf_addc(out, '}');
}

static json_t *load(const char *text)
{
	json_error_t error;
	json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (!object)
		fail_msg("%s: %s", text, error.text);
	return object;
}

static void check_random_set(const char *text, const char *key, const char *value)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *result, *found = NULL;
	json_t *wanted = load(text);
	json_t *old = json_object_get(wanted, key);
	bool is_text = !old || !(json_is_boolean(old) || json_is_number(old));
	int status = value_json_set(text, key, -1, value, VALUE_STRING, &arena, &result, &err);
	assert_int_equal(status, is_text ? 0 : -EINVAL);
	if (!status) {
		json_object_set_new(wanted, key, json_string(value));
		json_t *now = load(result);
		if (!json_equal(now, wanted))
			fail_msg("%s: %s = %s gives %s", text, key, value, result);
		json_decref(now);
		assert_int_equal(value_json_get(result, key, &arena, &found, &err), 1);
		assert_string_equal(found, value);
	}
	json_decref(wanted);
}

static void check_random_unset(const char *text, const char *key)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *result, *found;
	json_t *wanted = load(text);
	assert_int_equal(value_json_unset(text, key, &arena, &result, &err), 0);
	json_object_del(wanted, key);
	json_t *now = load(result);
	if (!json_equal(now, wanted))
		fail_msg("%s without %s is %s", text, key, result);
	assert_int_equal(value_json_get(result, key, &arena, &found, &err), 0);
	json_decref(now);
	json_decref(wanted);
}

static void random_edits_do_what_they_say(void **state)
{
	(void)state;
	uint64_t seed = 31337;
	for (size_t round = 0; round < 5000; round += one_in()) {
		CLEANUP_STRBUF struct strbuf text = { 0 };
		add_random_object(&text, &seed, 0);
		char key[2] = { (char)('a' + random_below(&seed, 7)), '\0' };
		char value[9];
		random_text(&seed, "ab,='\"\\{}\n\t ", value, 8);
		check_random_set(text.text, key, value);
		check_random_unset(text.text, key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(properties_are_got),
		cmocka_unit_test(one_member_is_set_and_the_rest_stays),
		cmocka_unit_test(text_that_json_cannot_carry_is_refused),
		cmocka_unit_test(positions_are_counted_among_the_outermost),
		cmocka_unit_test(one_member_is_removed_and_the_rest_stays),
		cmocka_unit_test(random_edits_do_what_they_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
