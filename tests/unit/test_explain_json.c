/* SPDX-License-Identifier: MIT */
#include "test_report_plan.h"

#include <jansson.h>

/* The whole form, read back. */
static json_t *json_form(const struct test_plan *test)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(explain_json(&test->plan, &out, &err), 0);
	assert_int_equal(out.text[out.length - 1], '\n');
	for (size_t i = 0; i < out.length; i++)
		assert_true(out.text[i] == '\n' || (out.text[i] >= ' ' && out.text[i] < 0x7f));
	json_error_t error;
	json_t *root = json_loadb(out.text, out.length, JSON_REJECT_DUPLICATES, &error);
	assert_non_null(root);
	return root;
}

static void release_json(json_t **value)
{
	json_decref(*value);
}

#define CLEANUP_JSON CLEANUP(release_json)

/* The member is exactly what the JSON text says. */
static void assert_json(const json_t *object, const char *key, const char *expected)
{
	CLEANUP_JSON json_t *wanted = json_loads(expected, JSON_DECODE_ANY, NULL);
	assert_non_null(wanted);
	json_t *found = json_object_get(object, key);
	assert_non_null(found);
	if (json_equal(found, wanted))
		return;
	CLEANUP_FREE char *shown = json_dumps(found, JSON_ENCODE_ANY | JSON_COMPACT);
	fail_msg("%s is %s, not %s", key, shown, expected);
}

static void keys_of_an_untouched_line(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("qemu", "-m", "2G", "disk"));
	CLEANUP_JSON json_t *root = json_form(&test);
	assert_int_equal(json_object_size(root), 11);
	assert_json(root, "format", "1");
	assert_json(root, "program", "\"/usr/bin/qemu-system-x86_64\"");
	assert_json(root, "argv", "[\"qemu\", \"-m\", \"2G\", \"disk\"]");
	assert_json(root, "origins", "[\"user\", \"user\", \"user\", \"user\"]");
	assert_json(root, "env", "{\"set\": {}, \"unset\": []}");
	assert_json(root, "changes", "[]");
	assert_json(root, "facts", "[]");
	assert_json(root, "notes", "[]");
	assert_json(root, "line", "{\"prints\": false, \"probes\": false, \"managed\": null}");
	assert_json(root, "supervisor", "null");
	assert_json(root, "refused", "null");
}

static void changes_and_origins(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test_remove(&test, 0,
		    (struct change){
			    .plugin = "acme", .reason = "too much", .flags = QW_GUEST_VISIBLE });
	CLEANUP_JSON json_t *root = json_form(&test);
	assert_json(root, "argv", "[\"qemu-system-x86_64\", \"-vnc\", \"127.0.0.1:7\"]");
	assert_json(root, "origins", "[\"user\", \"QEMU_ARGS\", \"plugin:vnc\"]");
	assert_json(root, "changes",
		    "[{\"plugin\": \"args\", \"action\": \"add\", \"option\": \"vnc\", \"id\": "
		    "null, \"property\": null, \"variable\": null, \"before\": null, \"after\": "
		    "\"127.0.0.1:5907\", \"reason\": \"words of QEMU_ARGS\", \"guest_visible\": "
		    "false, \"index\": 1}, {\"plugin\": \"vnc\", \"action\": \"set\", \"option\": "
		    "\"vnc\", \"id\": null, \"property\": \"vnc\", \"variable\": null, \"before\": "
		    "\"127.0.0.1:5907\", \"after\": \"127.0.0.1:7\", \"reason\": \"5907 is a TCP "
		    "port\", \"guest_visible\": false, \"index\": 2}, {\"plugin\": \"acme\", "
		    "\"action\": \"remove\", \"option\": \"m\", \"id\": null, \"property\": null, "
		    "\"variable\": null, \"before\": \"2G\", \"after\": null, \"reason\": \"too "
		    "much\", \"guest_visible\": true, \"index\": null}]");
}

static void environment(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q"));
	test_variable(&test, "SOUND", NULL, "none");
	test_variable(&test, "DISPLAY", ":0", NULL);
	CLEANUP_JSON json_t *root = json_form(&test);
	assert_json(root, "env", "{\"set\": {\"SOUND\": \"none\"}, \"unset\": [\"DISPLAY\"]}");
	const json_t *first = json_array_get(json_object_get(root, "changes"), 0);
	assert_json(first, "option", "null");
	assert_json(first, "variable", "\"SOUND\"");
	assert_json(first, "index", "null");
}

static void bytes_that_are_no_text(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q\xff", "-name", "a\xc0\xaf", "-append", "\xed\xa0\x80",
					  "-bios", "\xf0\x9f\x90\xa7 \x1b"));
	test.plan.program = "/opt/\xe9";
	test_set(&test, 0, "b\x80",
		 (struct change){ .plugin = "acme",
				  .property = "guest",
				  .before = "a\xc0\xaf",
				  .after = "b\x80",
				  .reason = "text only" });
	test_variable(&test, "V", NULL, "\xfe");
	CLEANUP_JSON json_t *root = json_form(&test);
	assert_json(root, "program", "{\"base64\": \"L29wdC/p\"}");
	assert_json(root, "argv",
		    "[{\"base64\": \"cf8=\"}, \"-name\", {\"base64\": \"YoA=\"}, \"-append\", "
		    "{\"base64\": \"7aCA\"}, \"-bios\", \"\xf0\x9f\x90\xa7 \\u001b\"]");
	assert_json(root, "env", "{\"set\": {\"V\": {\"base64\": \"/g==\"}}, \"unset\": []}");
	const json_t *change = json_array_get(json_object_get(root, "changes"), 0);
	assert_json(change, "before", "{\"base64\": \"YcCv\"}");
	assert_json(change, "after", "{\"base64\": \"YoA=\"}");
}

static void facts_and_notes(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	struct qw_field fields[] = {
		{ .name = "host", .kind = QW_FIELD_TEXT, .text = "::1" },
		{ .name = "port", .kind = QW_FIELD_NUMBER, .number = 9007199254740993 },
		{ .name = "exposed", .kind = QW_FIELD_BOOL, .number = 0 },
		{ .name = "websocket", .kind = QW_FIELD_NONE },
	};
	test_plan_start(&test, TEST_WORDS("q"));
	test_fact(&test, "vnc", "endpoint", fields, 4);
	assert_int_equal(notes_add(&test.journal.notes, "vnc", NOTE_INFO, "one"), 0);
	assert_int_equal(notes_add(&test.journal.notes, NULL, NOTE_WARNING, "two"), 0);
	assert_int_equal(notes_add(&test.journal.notes, NULL, NOTE_ERROR, "three"), 0);
	CLEANUP_JSON json_t *root = json_form(&test);
	assert_json(root, "facts",
		    "[{\"plugin\": \"vnc\", \"key\": \"endpoint\", \"value\": {\"host\": \"::1\", "
		    "\"port\": 9007199254740993, \"exposed\": false, \"websocket\": null}}]");
	assert_json(root, "notes",
		    "[{\"plugin\": \"vnc\", \"level\": \"info\", \"text\": \"one\"}, {\"plugin\": "
		    "null, \"level\": \"warning\", \"text\": \"two\"}, {\"plugin\": null, "
		    "\"level\": \"error\", \"text\": \"three\"}]");
}

static void refusal_and_kind_of_line(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	const struct refusal refusal = { "vnc", "rewrite", "two readings", 125 };
	test_plan_start(&test, TEST_WORDS("q", "-version"));
	test.plan.refusal = &refusal;
	test.plan.line = QW_LINE_PRINTS | QW_LINE_PROBES | QW_LINE_MANAGED;
	test.plan.manager = "libvirt";
	CLEANUP_JSON json_t *root = json_form(&test);
	assert_json(root, "line", "{\"prints\": true, \"probes\": true, \"managed\": \"libvirt\"}");
	assert_json(root, "refused",
		    "{\"plugin\": \"vnc\", \"phase\": \"rewrite\", \"text\": \"two readings\"}");
}

/* Refused before there was a line. */
static void nothing_known(void **state)
{
	(void)state;
	const struct refusal refusal = { NULL, "configuration", "bad key", 125 };
	struct test_plan test = { .plan = { .refusal = &refusal } };
	CLEANUP_JSON json_t *root = json_form(&test);
	assert_json(root, "program", "null");
	assert_json(root, "argv", "[]");
	assert_json(root, "origins", "[]");
	assert_json(root, "changes", "[]");
	assert_json(root, "refused",
		    "{\"plugin\": null, \"phase\": \"configuration\", \"text\": \"bad key\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_an_untouched_line),
		cmocka_unit_test(changes_and_origins),
		cmocka_unit_test(environment),
		cmocka_unit_test(bytes_that_are_no_text),
		cmocka_unit_test(facts_and_notes),
		cmocka_unit_test(refusal_and_kind_of_line),
		cmocka_unit_test(nothing_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
