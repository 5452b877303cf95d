/* SPDX-License-Identifier: MIT */
#include "test_report_plan.h"

static const char *text_form(struct test_plan *test, bool colour)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	explain_text(&test->plan, colour, &out);
	const char *text = strbuf_finish(&out, &test->arena);
	assert_non_null(text);
	return text;
}

static void assert_contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' is in:\n%s", part, text);
}

static struct qw_field endpoint_fields[] = {
	{ .name = "kind", .kind = QW_FIELD_TEXT, .text = "tcp" },
	{ .name = "host", .kind = QW_FIELD_TEXT, .text = "127.0.0.1" },
	{ .name = "display", .kind = QW_FIELD_NUMBER, .number = 7 },
	{ .name = "port", .kind = QW_FIELD_NUMBER, .number = 5907 },
	{ .name = "websocket", .kind = QW_FIELD_NONE },
	{ .name = "path", .kind = QW_FIELD_NONE },
	{ .name = "auth", .kind = QW_FIELD_TEXT, .text = "none" },
	{ .name = "exposed", .kind = QW_FIELD_BOOL, .number = 0 },
};

static void whole_page(void **state)
{
	(void)state;
	static const char *const files[] = { "/etc/qemu-wrapper/qemu-wrapper.conf" };
	static const char *const plugins[] = { "args", "vnc" };
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test_fact(&test, "vnc", "endpoint", endpoint_fields, 8);
	test.plan.files = files;
	test.plan.file_count = 1;
	test.plan.plugins = plugins;
	test.plan.plugin_count = 2;
	assert_string_equal(
		text_form(&test, false),
		"QEMU would be started with 2 changes.\n"
		"\n"
		"Changes:\n"
		"  + -vnc 127.0.0.1:5907                  args: words of QEMU_ARGS\n"
		"  ~ -vnc 127.0.0.1:5907 -> 127.0.0.1:7   vnc: 5907 is a TCP port\n"
		"\n"
		"Endpoints:\n"
		"  VNC  127.0.0.1 port 5907 (display 7), no password, this machine only\n"
		"\n"
		"Command:\n"
		"  /usr/bin/qemu-system-x86_64 \\\n"
		"    -m 2G \\\n"
		"    -vnc 127.0.0.1:7\n"
		"\n"
		"Plugins: args, vnc. Configuration: /etc/qemu-wrapper/qemu-wrapper.conf.\n");
}

static void untouched_line(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-S", "a b.img"));
	assert_string_equal(text_form(&test, false), "QEMU would be started unchanged.\n"
						     "\n"
						     "Command:\n"
						     "  /usr/bin/qemu-system-x86_64 \\\n"
						     "    -S \\\n"
						     "    'a b.img'\n"
						     "\n"
						     "Plugins: none. Configuration: none.\n");
}

static void one_change_is_singular(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q"));
	test_variable(&test, "DISPLAY", ":0", NULL);
	const char *text = text_form(&test, false);
	assert_contains(text, "started with 1 change.\n");
	assert_contains(text, "  - environment DISPLAY=:0   acme: for the test\n");
	assert_contains(text, "  env -u DISPLAY \\\n  /usr/bin/qemu-system-x86_64\n");
}

static void refusal_comes_first(void **state)
{
	(void)state;
	const struct refusal refusal = { "vnc", "rewrite", "two readings:\nthis and that", 125 };
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test.plan.refusal = &refusal;
	const char *text = text_form(&test, false);
	static const char start[] = "QEMU would not be started: two readings:\n"
				    "  this and that\n"
				    "  (plugin vnc, phase rewrite, exit status 125)\n"
				    "\n"
				    "Changes until then:\n";
	assert_memory_equal(text, start, sizeof(start) - 1);
	assert_contains(text, "\nCommand as far as it got:\n");
}

static void refusal_that_says_who_and_when(void **state)
{
	(void)state;
	const struct refusal refusal = { "vnc", "rewrite", "plugin vnc (rewrite): no", 125 };
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q"));
	test.plan.refusal = &refusal;
	assert_contains(text_form(&test, false),
			"QEMU would not be started: plugin vnc (rewrite): no\n"
			"  (exit status 125)\n");
}

static void refusal_that_only_contains_the_name(void **state)
{
	(void)state;
	const struct refusal refusal = { "dash", "open", "an opened name has no dashes", 125 };
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q"));
	test.plan.refusal = &refusal;
	assert_contains(text_form(&test, false), "(plugin dash, phase open, exit status 125)\n");
}

static void refused_before_there_was_a_line(void **state)
{
	(void)state;
	const struct refusal refusal = { NULL, "configuration", "bad key", 125 };
	struct test_plan test = { .plan = { .refusal = &refusal } };
	const char *text = text_form(&test, false);
	assert_contains(text, "QEMU would not be started: bad key\n"
			      "  (phase configuration, exit status 125)\n");
	assert_lacks(text, "Command");
	test_plan_release(&test);
}

static void kind_of_line_in_words(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-version"));
	test.plan.line = QW_LINE_PRINTS | QW_LINE_MANAGED;
	test.plan.manager = "libvirt";
	const char *text = text_form(&test, false);
	assert_contains(text, "This line only prints; plugins rewrite nothing.\n");
	assert_contains(text, "libvirt manages this line");
	test.plan.line = QW_LINE_PROBES;
	text = text_form(&test, false);
	assert_contains(text, "This line only asks QEMU about itself; plugins rewrite nothing.\n");
	assert_lacks(text, "manages");
	test_variable(&test, "A", NULL, "b");
	assert_lacks(text_form(&test, false), "rewrite nothing");
}

static void properties_are_shown_as_selectors(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-device", "e1000,id=n0,mac=a", "-device", "sdhci"));
	test_set(&test, 0, "e1000,id=n0,mac=b",
		 (struct change){ .plugin = "acme",
				  .property = "mac",
				  .before = "a",
				  .after = "b",
				  .reason = "ours",
				  .flags = QW_GUEST_VISIBLE });
	test_set(&test, 1, "sdhci,bus=c",
		 (struct change){
			 .plugin = "acme", .property = "bus", .after = "c", .reason = "ours" });
	const char *text = text_form(&test, false);
	assert_contains(text,
			"  ~ -device[id=n0].mac a -> b   acme: ours (the guest may notice)\n");
	assert_contains(text, "  + -device[sdhci].bus c        acme: ours\n");
}

static void long_values_are_never_cut(void **state)
{
	(void)state;
	static char before[300], after[300];
	memset(before, 'a', sizeof(before) - 1);
	memset(after, 'b', sizeof(after) - 1);
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-append", before));
	test_set(&test, 0, after,
		 (struct change){
			 .plugin = "acme", .before = before, .after = after, .reason = "why" });
	const char *text = text_form(&test, false);
	assert_contains(text,
			arena_printf(&test.arena, "  ~ -append %s\n   -> %s\n      acme: why\n",
				     before, after));
	assert_contains(text, arena_printf(&test.arena, "    -append %s\n", after));
}

static void unknown_words_stand_together(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-fork", "-vnc", ":1", "-S"));
	assert_contains(text_form(&test, false), "    -fork -vnc :1 \\\n    -S\n");
}

static void assert_endpoint(size_t count, struct qw_field *fields, const char *expected)
{
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q"));
	test_fact(&test, "vnc", "endpoint", fields, count);
	assert_contains(text_form(&test, false), expected);
}

static void endpoints_in_words(void **state)
{
	(void)state;
	struct qw_field open[] = {
		{ .name = "kind", .kind = QW_FIELD_TEXT, .text = "tcp" },
		{ .name = "host", .kind = QW_FIELD_TEXT, .text = "*" },
		{ .name = "display", .kind = QW_FIELD_NUMBER, .number = 0 },
		{ .name = "port", .kind = QW_FIELD_NUMBER, .number = 5900 },
		{ .name = "to_port", .kind = QW_FIELD_NUMBER, .number = 5999 },
		{ .name = "websocket", .kind = QW_FIELD_NUMBER, .number = 5700 },
		{ .name = "websocket_host", .kind = QW_FIELD_TEXT, .text = "*" },
		{ .name = "auth", .kind = QW_FIELD_TEXT, .text = "none" },
		{ .name = "exposed", .kind = QW_FIELD_BOOL, .number = 1 },
	};
	assert_endpoint(9, open,
			"  VNC  all addresses first free port of 5900 to 5999 (display 0), "
			"websocket port 5700, no password, open to other machines\n");
	struct qw_field guarded[] = {
		{ .name = "kind", .kind = QW_FIELD_TEXT, .text = "tcp" },
		{ .name = "host", .kind = QW_FIELD_TEXT, .text = "10.0.0.1" },
		{ .name = "port", .kind = QW_FIELD_NUMBER, .number = 5901 },
		{ .name = "auth", .kind = QW_FIELD_TEXT, .text = "tls+password" },
		{ .name = "exposed", .kind = QW_FIELD_BOOL, .number = 0 },
	};
	assert_endpoint(
		5, guarded,
		"  VNC  10.0.0.1 port 5901, TLS and password, other machines can connect\n");
	struct qw_field path[] = {
		{ .name = "kind", .kind = QW_FIELD_TEXT, .text = "unix" },
		{ .name = "path", .kind = QW_FIELD_TEXT, .text = "/run/a b" },
		{ .name = "auth", .kind = QW_FIELD_TEXT, .text = "password" },
		{ .name = "exposed", .kind = QW_FIELD_BOOL, .number = 0 },
	};
	assert_endpoint(4, path, "  VNC  unix socket '/run/a b', password, this machine only\n");
	struct qw_field reverse[] = {
		{ .name = "kind", .kind = QW_FIELD_TEXT, .text = "reverse" },
		{ .name = "host", .kind = QW_FIELD_TEXT, .text = "viewer" },
		{ .name = "port", .kind = QW_FIELD_NUMBER, .number = 5500 },
		{ .name = "auth", .kind = QW_FIELD_TEXT, .text = "none" },
		{ .name = "exposed", .kind = QW_FIELD_BOOL, .number = 0 },
	};
	assert_endpoint(5, reverse, "  VNC  QEMU connects to viewer port 5500\n");
	struct qw_field none[] = { { .name = "kind", .kind = QW_FIELD_TEXT, .text = "none" } };
	assert_endpoint(1, none, "  VNC  opens nothing\n");
}

static void other_facts_and_notes(void **state)
{
	(void)state;
	struct qw_field fields[] = {
		{ .name = "bytes", .kind = QW_FIELD_NUMBER, .number = 4096 },
		{ .name = "from", .kind = QW_FIELD_TEXT, .text = "a b" },
		{ .name = "exact", .kind = QW_FIELD_BOOL, .number = 1 },
		{ .name = "limit", .kind = QW_FIELD_NONE },
	};
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q"));
	test_fact(&test, "size", "memory", fields, 4);
	assert_int_equal(notes_add(&test.journal.notes, "vnc", NOTE_INFO, "later"), 0);
	assert_int_equal(notes_add(&test.journal.notes, NULL, NOTE_WARNING, "first"), 0);
	const char *text = text_form(&test, false);
	assert_contains(text, "\n  size memory: bytes=4096 from='a b' exact=yes\n");
	assert_contains(text, "Notes:\n  warning  first\n  note     vnc: later\n");
}

/* No byte of an argument, value, name or reason reaches the terminal as a control. */
static void hostile_text_is_harmless(void **state)
{
	(void)state;
	static const char hostile[] = "\x1b]0;x\x07\xc2\x9b\x7f\xe2\x80\xae\xff";
	const struct refusal refusal = { hostile, "rewrite", hostile, 125 };
	struct qw_field field = { .name = hostile, .kind = QW_FIELD_TEXT, .text = hostile };
	struct qw_field endpoint = { .name = "host", .kind = QW_FIELD_TEXT, .text = hostile };
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-name", hostile, hostile));
	test_set(&test, 0, hostile,
		 (struct change){ .plugin = hostile,
				  .property = hostile,
				  .before = hostile,
				  .after = hostile,
				  .reason = hostile });
	test_variable(&test, hostile, hostile, hostile);
	test_fact(&test, hostile, hostile, &field, 1);
	test_fact(&test, hostile, "endpoint", &endpoint, 1);
	assert_int_equal(notes_add(&test.journal.notes, hostile, NOTE_INFO, hostile), 0);
	test.plan.program = hostile;
	test.plan.refusal = &refusal;
	test.plan.line = QW_LINE_MANAGED;
	test.plan.manager = hostile;
	test.plan.plugins = (const char *const[]){ hostile };
	test.plan.plugin_count = 1;
	for (const char *at = text_form(&test, false); *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
}

static void colour_only_adds_colour(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test_fact(&test, "vnc", "endpoint", endpoint_fields, 8);
	const char *coloured = text_form(&test, true);
	char *plain = arena_strdup(&test.arena, coloured);
	char *to = plain;
	for (const char *from = coloured; *from; from++) {
		if (*from == '\033')
			from += strcspn(from, "m");
		else
			*to++ = *from;
	}
	*to = '\0';
	assert_string_equal(plain, text_form(&test, false));
	assert_contains(coloured, "    \033[1;32m-vnc\033[0m \033[1;32m127.0.0.1:7\033[0m\n");
	assert_contains(coloured, "    -m 2G \\\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_page),
		cmocka_unit_test(untouched_line),
		cmocka_unit_test(one_change_is_singular),
		cmocka_unit_test(refusal_comes_first),
		cmocka_unit_test(refusal_that_says_who_and_when),
		cmocka_unit_test(refusal_that_only_contains_the_name),
		cmocka_unit_test(refused_before_there_was_a_line),
		cmocka_unit_test(kind_of_line_in_words),
		cmocka_unit_test(properties_are_shown_as_selectors),
		cmocka_unit_test(long_values_are_never_cut),
		cmocka_unit_test(unknown_words_stand_together),
		cmocka_unit_test(endpoints_in_words),
		cmocka_unit_test(other_facts_and_notes),
		cmocka_unit_test(hostile_text_is_harmless),
		cmocka_unit_test(colour_only_adds_colour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
