/* SPDX-License-Identifier: MIT */
#include "status.h"

#include "unit.h"

static json_t *written(const struct status *status, const char *vnc_text)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_STRBUF struct strbuf text = { 0 };
	json_t *vnc = vnc_text ? json_loads(vnc_text, JSON_DECODE_ANY, NULL) : NULL;
	assert_true(vnc || !vnc_text);
	assert_int_equal(status_text(status, vnc, &text, &err), 0);
	assert_int_equal(text.text[text.length - 1], '\n');
	json_decref(vnc);
	json_t *whole = json_loads(text.text, 0, NULL);
	assert_non_null(whole);
	return whole;
}

static void expect(json_t *value, const char *wanted)
{
	json_t *whole = json_loads(wanted, 0, NULL);
	assert_non_null(whole);
	if (!json_equal(value, whole))
		fail_msg("%s, not %s", json_dumps(value, 0), wanted);
	json_decref(whole);
}

static void members(void **state)
{
	(void)state;
	struct status status = { .program = "/q", .qemu = 42, .started = 1000 };
	status_set(&status, "starting", 1000);
	status_set(&status, "running", 1001);
	status_set(&status, "running", 1002);
	json_t *whole = written(&status, NULL);
	json_object_del(whole, "supervisor");
	expect(whole, "{\"format\": 1, \"pid\": 42, \"program\": \"/q\", \"state\": \"running\","
		      " \"since\": 1001, \"started\": 1000, \"endpoints\": []}");
	json_decref(whole);
	/* No text for JSON. */
	status.program = "/q\xff";
	whole = written(&status, NULL);
	assert_true(json_is_null(json_object_get(whole, "program")));
	json_decref(whole);
}

static void endpoints(void **state)
{
	(void)state;
	static const struct {
		const char *vnc, *wanted;
	} cases[] = {
		{ "[]", "[]" },
		{ "{\"enabled\": false}", "[]" },
		{ "7", "[]" },
		{ "[7, {}, {\"server\": 5}, {\"server\": [1, null]}]", "[]" },
		{ "[{\"id\": \"default\", \"auth\": \"none\", \"server\": ["
		  "{\"host\": \"127.0.0.1\", \"service\": \"5977\", \"family\": \"ipv4\","
		  " \"websocket\": false, \"auth\": \"vnc\"},"
		  "{\"host\": \"::\", \"service\": \"5700\", \"family\": \"ipv6\","
		  " \"websocket\": true}]}]",
		  "[{\"type\": \"vnc\", \"websocket\": false, \"family\": \"ipv4\", \"auth\": "
		  "\"vnc\","
		  " \"id\": \"default\", \"host\": \"127.0.0.1\", \"port\": 5977},"
		  "{\"type\": \"vnc\", \"websocket\": true, \"family\": \"ipv6\", \"auth\": "
		  "\"none\","
		  " \"id\": \"default\", \"host\": \"::\", \"port\": 5700}]" },
		{ "[{\"server\": [{\"host\": \"/s\", \"service\": \"\", \"family\": \"unix\"}]}]",
		  "[{\"type\": \"vnc\", \"websocket\": false, \"family\": \"unix\", \"auth\": \"\","
		  " \"path\": \"/s\"}]" },
		{ "[{\"server\": [{\"host\": \"\", \"service\": \"/s\", \"family\": \"unix\"}]}]",
		  "[{\"type\": \"vnc\", \"websocket\": false, \"family\": \"unix\", \"auth\": \"\","
		  " \"path\": \"/s\"}]" },
		/* query-vnc, of an old QEMU. */
		{ "{\"enabled\": true, \"host\": \"0.0.0.0\", \"service\": \"5900\", \"auth\": "
		  "\"vnc\","
		  " \"family\": \"ipv4\"}",
		  "[{\"type\": \"vnc\", \"websocket\": false, \"family\": \"ipv4\", \"auth\": "
		  "\"vnc\","
		  " \"host\": \"0.0.0.0\", \"port\": 5900}]" },
		/* What is no port. */
		{ "[{\"server\": [{\"host\": \"h\", \"service\": \"70000\", \"family\": "
		  "\"ipv4\"}]}]",
		  "[{\"type\": \"vnc\", \"websocket\": false, \"family\": \"ipv4\", \"auth\": \"\","
		  " \"host\": \"h\", \"port\": 0}]" },
	};
	struct status status = { .program = "/q" };
	for (size_t i = 0; i < COUNT(cases); i++) {
		json_t *whole = written(&status, cases[i].vnc);
		expect(json_object_get(whole, "endpoints"), cases[i].wanted);
		json_decref(whole);
	}
}

static void endpoints_are_bounded(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf vnc = { 0 };
	struct status status = { .program = "/q" };
	strbuf_adds(&vnc, "[{\"server\": [{}");
	for (int i = 0; i < 1000; i++)
		strbuf_adds(&vnc, ", {}");
	strbuf_adds(&vnc, "]}]");
	json_t *whole = written(&status, vnc.text);
	assert_int_equal(json_array_size(json_object_get(whole, "endpoints")), 64);
	json_decref(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members),
		cmocka_unit_test(endpoints),
		cmocka_unit_test(endpoints_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
