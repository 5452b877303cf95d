/* SPDX-License-Identifier: MIT */
#include "qmp/message.h"

#include "unit.h"

static void kinds(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum qmp_kind kind;
		json_int_t id;
		const char *name, *text;
	} cases[] = {
		{ "{\"QMP\": {\"version\": {}, \"capabilities\": []}}", QMP_GREETING, -1, NULL,
		  NULL },
		{ "{\"return\": {}, \"id\": 7}", QMP_RETURN, 7, NULL, NULL },
		{ "{\"return\": 123456}", QMP_RETURN, -1, NULL, NULL },
		{ "{\"id\": \"7\", \"return\": []}", QMP_RETURN, -1, NULL, NULL },
		{ "{\"event\": \"STOP\", \"timestamp\": {}}", QMP_EVENT, -1, "STOP", NULL },
		{ "{\"event\": 5, \"return\": 1}", QMP_RETURN, -1, NULL, NULL },
		{ "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"no\"}, \"id\": 3}",
		  QMP_ERROR, 3, "CommandNotFound", "no" },
		{ "{\"error\": []}", QMP_ERROR, -1, "GenericError", "no reason given" },
		{ "{\"error\": {\"class\": 1, \"desc\": null}}", QMP_ERROR, -1, "GenericError",
		  "no reason given" },
		{ "{\"event\":\"GUEST_PANICKED\",\"data\":{\"info\":{\"arg1\":18446744073709551615}"
		  "}}",
		  QMP_EVENT, -1, "GUEST_PANICKED", NULL },
		{ "{\"return\": 0, \"id\": 9007199254740991}", QMP_RETURN, 9007199254740991, NULL,
		  NULL },
		{ "{\"return\": 0, \"id\": 9007199254740993}", QMP_RETURN, -1, NULL, NULL },
		{ "{\"return\": 0, \"id\": -5}", QMP_RETURN, -1, NULL, NULL },
		{ "{\"return\": 0, \"id\": 1e300}", QMP_RETURN, -1, NULL, NULL },
		{ "{\"return\": 0, \"id\": 2.5}", QMP_RETURN, -1, NULL, NULL },
		{ "{}", QMP_OTHER, -1, NULL, NULL },
		{ "  {\"x\": 1}  ", QMP_OTHER, -1, NULL, NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_QMP_MESSAGE struct qmp_message message;
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(
			qmp_message_read(cases[i].line, strlen(cases[i].line), &message, &err), 0);
		assert_int_equal(message.kind, cases[i].kind);
		assert_int_equal(message.id, cases[i].id);
		assert_int_equal(!message.name, !cases[i].name);
		if (cases[i].name)
			assert_string_equal(message.name, cases[i].name);
		if (cases[i].text)
			assert_string_equal(message.text, cases[i].text);
	}
}

static void refuse(const char *line, size_t length, const char *said)
{
	CLEANUP_QMP_MESSAGE struct qmp_message message;
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(qmp_message_read(line, length, &message, &err), -EPROTO);
	assert_non_null(strstr(error_text(&err), said));
}

static void what_is_none(void **state)
{
	(void)state;
	static const char *const lines[] = { "",
					     "[]",
					     "7",
					     "null",
					     "\"x\"",
					     "{",
					     "{]",
					     "{} {}",
					     "{\"a\":\"\\ud800\"}",
					     "{\"a\":\"\xff\"}",
					     "hello",
					     "{\"a\":1e999}" };
	for (size_t i = 0; i < COUNT(lines); i++)
		refuse(lines[i], strlen(lines[i]), "no JSON object");
	refuse("{\"a\":\"\0\"}", 9, "no JSON object");
}

/* Nested as deep, or with as many values, as is just allowed, and one more. */
static void bounds(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_STRBUF struct strbuf deep = { 0 };
	CLEANUP_STRBUF struct strbuf many = { 0 };
	for (int more = 0; more < 2; more++) {
		CLEANUP_QMP_MESSAGE struct qmp_message message = { .id = -1 };
		deep.length = many.length = 0;
		strbuf_adds(&deep, "{\"a\":");
		for (int i = 1; i < QMP_DEPTH_MOST + more; i++)
			strbuf_addc(&deep, '[');
		for (int i = 1; i < QMP_DEPTH_MOST + more; i++)
			strbuf_addc(&deep, ']');
		strbuf_addc(&deep, '}');
		/* Brackets and commas of strings don't count. */
		strbuf_adds(&many,
			    "{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[,\\\"[\",\"b\":[1");
		for (int i = 4; i < QMP_VALUES_MOST + 1 + more; i++)
			strbuf_adds(&many, ",1");
		strbuf_adds(&many, "]}");
		if (more) {
			refuse(deep.text, deep.length, "too much in it");
			refuse(many.text, many.length, "too much in it");
			continue;
		}
		assert_int_equal(qmp_message_read(deep.text, deep.length, &message, &err), 0);
		qmp_message_release(&message);
		assert_int_equal(qmp_message_read(many.text, many.length, &message, &err), 0);
	}
}

static void commands(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf out = { 0 };
	qmp_command(&out, "quit", NULL, 5);
	qmp_command(&out, "guest-sync", json_pack("{s:i}", "id", 3), 0);
	assert_false(out.failed);
	assert_string_equal(out.text, "{\"execute\":\"quit\",\"id\":5}\n"
				      "{\"execute\":\"guest-sync\",\"arguments\":{\"id\":3}}\n");
}

static void members(void **state)
{
	(void)state;
	CLEANUP_QMP_MESSAGE struct qmp_message message;
	CLEANUP_ERROR struct error err = { 0 };
	const char *line =
		"{\"event\":\"SHUTDOWN\",\"data\":{\"reason\":\"host-ui\",\"guest\":false}}";
	assert_int_equal(qmp_message_read(line, strlen(line), &message, &err), 0);
	assert_string_equal(qmp_message_string(&message, "reason"), "host-ui");
	assert_null(qmp_message_string(&message, "guest"));
	assert_null(qmp_message_string(&message, "none"));
	qmp_message_release(&message);
	assert_null(qmp_message_string(&message, "reason"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),   cmocka_unit_test(what_is_none),
		cmocka_unit_test(bounds),  cmocka_unit_test(commands),
		cmocka_unit_test(members),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
