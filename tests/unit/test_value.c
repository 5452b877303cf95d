/* SPDX-License-Identifier: MIT */
#include "command/value.h"

#include "unit.h"

#include <errno.h>

static void the_option_and_the_first_byte_choose_the_grammar(void **state)
{
	(void)state;
	/* JSON if and only if the first byte is '{', and only where the option takes it. */
	static const struct {
		const char *option, *text, *key;
		bool has_properties;
		int status;
		const char *value;
	} cases[] = {
		{ "device", "e1000,id=a", "id", true, 1, "a" },
		{ "device", "{\"driver\":\"e1000\"}", "driver", true, 1, "e1000" },
		{ "device", " {\"driver\":\"e1000\"}", "driver", true, 1,
		  " {\"driver\":\"e1000\"}" },
		{ "device", "{", "driver", true, -EINVAL, NULL },
		{ "device", "{}", "driver", true, 0, NULL },
		{ "vnc", "{\"vnc\":\":1\"}", "vnc", true, 1, "{\"vnc\":\":1\"}" },
		{ "drive", "file=json:{\"a\":1}", "file", true, 1, "json:{\"a\":1}" },
		{ "incoming", "tcp:h:1", "channel-type", false, 0, NULL },
		{ "incoming", "{\"channel-type\":\"main\"}", "channel-type", true, 1, "main" },
		{ "kernel", "a=b", "a", false, 0, NULL },
		{ "serial", "tcp:h:1,server=on", "server", false, 0, NULL },
		{ "cpu", "host,-x", "x", true, 1, "off" },
		{ "compat", "deprecated-input=reject", "deprecated-input", true, 1, "reject" },
		{ "name", "a,,b=c,process=z", "guest", true, 1, "a,b=c" },
		{ "device", "x,id=a,id=b", "id", true, 1, "a" },
		{ "device", "x,noid", "id", true, 1, "off" },
		{ "blockdev", "file,id=a,id=b", "id", true, 1, "b" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const struct option_info *option = option_table_find(cases[i].option);
		const char *value = NULL;
		assert_int_equal(value_has_properties(option, cases[i].text),
				 cases[i].has_properties);
		assert_int_equal(
			value_get(option, cases[i].text, cases[i].key, &arena, &value, &err),
			cases[i].status);
		assert_string_equal(value ? value : "-", cases[i].value ? cases[i].value : "-");
	}
}

static void properties_are_counted_repeats_included(void **state)
{
	(void)state;
	static const struct {
		const char *option, *text;
		const char *pairs[4][2];
	} cases[] = {
		{ "vnc",
		  ":1,vnc=:2,lossy",
		  { { "vnc", ":1" }, { "vnc", ":2" }, { "lossy", "on" } } },
		{ "device", "{'a':1,'b':{\"c\":2}}", { { "a", "1" }, { "b", "{\"c\":2}" } } },
		{ "kernel", "a=b,c=d", { { NULL, NULL } } },
		{ "vnc", "", { { NULL, NULL } } },
		{ "device", "{}", { { NULL, NULL } } },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const struct option_info *option = option_table_find(cases[i].option);
		const char *key, *value;
		for (size_t k = 0; k < 4; k++) {
			const char *const *pair = cases[i].pairs[k];
			assert_int_equal(
				value_at(option, cases[i].text, k, &arena, &key, &value, &err),
				pair[0] ? 1 : 0);
			if (!pair[0])
				break;
			assert_string_equal(key, pair[0]);
			assert_string_equal(value, pair[1]);
		}
	}
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *key, *value;
	assert_int_equal(
		value_at(option_table_find("device"), "{'a':1}x", 0, &arena, &key, &value, &err),
		-EINVAL);
}

static void plain_values_are_refused(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *text = NULL;
	const struct option_info *option = option_table_find("kernel");
	assert_int_equal(value_set(option, "x", "a", -1, "b", VALUE_STRING, &arena, &text, &err),
			 -EINVAL);
	assert_string_equal(error_text(&err),
			    "the value of -kernel has no properties: it is one text");
	error_clear(&err);
	assert_int_equal(value_unset(option, "x", "a", &arena, &text, &err), -EINVAL);
	assert_null(text);
}

static void edits_go_to_the_grammar_of_the_value(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *text = NULL;
	const struct option_info *option = option_table_find("device");
	assert_int_equal(
		value_set(option, "e1000", "mac", -1, "a,b", VALUE_STRING, &arena, &text, &err), 0);
	assert_string_equal(text, "e1000,mac=a,,b");
	assert_int_equal(value_set(option, "{}", "x", -1, "a,b", VALUE_STRING, &arena, &text, &err),
			 0);
	assert_string_equal(text, "{\"x\":\"a,b\"}");
	assert_int_equal(value_unset(option, "e1000,x", "x", &arena, &text, &err), 0);
	assert_string_equal(text, "e1000");
	assert_int_equal(value_unset(option, "{\"x\":1}", "x", &arena, &text, &err), 0);
	assert_string_equal(text, "{}");
}

static void all_are_what_each_is(void **state)
{
	(void)state;
	static const struct {
		const char *option, *text;
		int status;
	} cases[] = {
		{ "device", "e1000,id=a,id=b,noflag,x=a,,b,", 0 },
		{ "device", "{'driver':'e1000','n':[1, 2],'o':{'p':true},'s':'a\\nb'}", 0 },
		{ "cpu", "host,+a,-b,model=3", 0 },
		{ "blockdev", "", 0 },
		{ "device", "{}", 0 },
		{ "kernel", "a=b", 0 },
		{ "device", "{'a':1}x", -EINVAL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const struct option_info *option = option_table_find(cases[i].option);
		const struct value_property *all = NULL;
		const char *key, *value;
		size_t count = 1;
		int status = value_all(option, cases[i].text, &arena, &all, &count, &err);
		assert_int_equal(status, cases[i].status);
		for (size_t k = 0; k < count; k++) {
			assert_int_equal(
				value_at(option, cases[i].text, k, &arena, &key, &value, &err), 1);
			assert_string_equal(all[k].key, key);
			assert_string_equal(all[k].value, value);
		}
		if (!status)
			assert_int_equal(
				value_at(option, cases[i].text, count, &arena, &key, &value, &err),
				0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_option_and_the_first_byte_choose_the_grammar),
		cmocka_unit_test(properties_are_counted_repeats_included),
		cmocka_unit_test(all_are_what_each_is),
		cmocka_unit_test(plain_values_are_refused),
		cmocka_unit_test(edits_go_to_the_grammar_of_the_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
