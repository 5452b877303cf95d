/* SPDX-License-Identifier: MIT */
/* Over the real host: lines that were really cut, changes that were really made. */
#include "event.h"
#include "pipeline_fixture.h"
#include "redacted.h"
#include "text.h"
#include "unit.h"

static int publish(struct qw_context *ctx, struct qw_command *cmd)
{
	const struct qw_field fields[] = {
		{ "api-token", QW_FIELD_TEXT, 0, "geheim,geheim", 0 },
		{ "url", QW_FIELD_TEXT, 0, "http://me:geheim@host/", 0 },
		{ "port", QW_FIELD_NUMBER, 0, NULL, 5900 },
	};
	assert_int_equal(qw_fact(ctx, "found", fields, 3), 0);
	struct qw_option *spice = qw_find(cmd, "spice");
	assert_int_equal(qw_set(cmd, spice, "password", "geheim,geheim", 0, "key=geheim"), 0);
	return qw_add(cmd, "fw_cfg", "name=a,string=shown", 0, "seed");
}

static int look(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	struct log_settings settings = { .level = LEVEL_DEBUG };
	struct qw_outcome outcome = { .kind = QW_REFUSED, .text = "password=geheim" };
	struct event event;
	event_gather(&event, cmd, &outcome, &settings);
	for (enum detail detail = DETAIL_ALL; detail <= DETAIL_HEAD; detail++) {
		CLEANUP_STRBUF struct strbuf text = { 0 };
		text_event(&text, &event, detail);
		assert_null(strstr(text.text, "geheim"));
		assert_null(strstr(text.text, "shown"));
		assert_int_equal(!strstr(text.text, "port=5900"), detail == DETAIL_HEAD);
	}
	assert_string_equal(event_argument(&event, QW_ORIGINAL, 2), "port=1,password=***");
	assert_null(event_argument(&event, QW_ORIGINAL, 9));
	settings.firmware_strings = true;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	text_event(&text, &event, DETAIL_ALL);
	assert_null(strstr(text.text, "geheim"));
	assert_non_null(strstr(text.text, "string=shown"));
	return 0;
}

static void every_piece(void **state)
{
	(void)state;
	static const char *const argv[] = {
		"qemu",   "-spice", "port=1,password=geheim", "-append", "token=geheim", "--key",
		"geheim", NULL,
	};
	struct fixture f = { 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = publish, .check = look });
	assert_int_equal(fixture_run(&f, argv), 0);
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_piece),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
