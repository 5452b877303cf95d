/* SPDX-License-Identifier: MIT */
#include "test_report_plan.h"

static const char *why_form(struct test_plan *test, const char *selector, bool colour)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(explain_why(&test->plan, selector, colour, &out, &err), 0);
	const char *text = strbuf_finish(&out, &test->arena);
	assert_non_null(text);
	return text;
}

static void assert_fails(struct test_plan *test, const char *selector, int code, const char *text)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(explain_why(&test->plan, selector, false, &out, &err), code);
	assert_non_null(strstr(error_text(&err), text));
	assert_int_equal(out.length, 0);
}

static void added_and_corrected(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	static const char expected[] =
		"-vnc 127.0.0.1:7\n"
		"    QEMU_ARGS   is where it was written\n"
		"    args        added -vnc 127.0.0.1:5907\n"
		"                words of QEMU_ARGS\n"
		"    vnc         changed -vnc 127.0.0.1:5907 -> 127.0.0.1:7\n"
		"                5907 is a TCP port\n"
		"    QEMU        gets it as argv[3] and argv[4]\n";
	assert_string_equal(why_form(&test, "vnc", false), expected);
	assert_string_equal(why_form(&test, "--vnc", false), expected);
}

static void untouched(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	assert_string_equal(why_form(&test, "m", false),
			    "-m 2G\n"
			    "    user        wrote -m 2G  (argv[1])\n"
			    "    plugins     changed nothing\n"
			    "    QEMU        gets it as argv[1] and argv[2]\n");
}

static void removed(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test_remove(&test, 0,
		    (struct change){
			    .plugin = "acme", .reason = "too much", .flags = QW_GUEST_VISIBLE });
	assert_string_equal(why_form(&test, "m", false), "-m 2G\n"
							 "    user        wrote -m 2G  (argv[1])\n"
							 "    acme        removed -m 2G\n"
							 "                too much\n"
							 "                the guest may notice\n"
							 "    QEMU        does not get it\n");
}

static void added_and_removed_again(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	test_remove(&test, 1, (struct change){ .plugin = "acme", .reason = "no display" });
	const char *text = why_form(&test, "vnc", false);
	assert_non_null(strstr(text, "args        added -vnc 127.0.0.1:5907\n"));
	assert_non_null(strstr(text, "acme        removed -vnc 127.0.0.1:7\n"));
	assert_non_null(strstr(text, "QEMU        does not get it\n"));
}

static void each_match_has_its_history(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-device", "e1000,id=a", "-device", "e1000,id=b",
					  "disk.img"));
	test_set(&test, 1, "e1000,id=b,mac=x",
		 (struct change){
			 .plugin = "acme", .property = "mac", .after = "x", .reason = "ours" });
	const char *text = why_form(&test, "device[*]", false);
	assert_non_null(strstr(text, "-device e1000,id=a\n"));
	assert_non_null(strstr(text, "\n\n-device e1000,id=b,mac=x\n"));
	assert_non_null(strstr(text, "acme        changed -device[id=b].mac x\n"));
	text = why_form(&test, "device[id=a]", false);
	assert_null(strstr(text, "id=b"));
	text = why_form(&test, "device[e1000].mac", false);
	assert_null(strstr(text, "id=a"));
	text = why_form(&test, "image", false);
	assert_non_null(strstr(text, "gets it as argv[5]\n"));
}

/* Changes of other properties are left out, those of the whole value are not. */
static void one_property(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-device", "e1000,id=a"));
	test_set(&test, 0, "e1000,id=a,mac=x",
		 (struct change){
			 .plugin = "acme", .property = "mac", .after = "x", .reason = "first" });
	test_set(&test, 0, "e1000,id=a,mac=x,bus=y",
		 (struct change){
			 .plugin = "acme", .property = "bus", .after = "y", .reason = "second" });
	const char *text = why_form(&test, "device.mac", false);
	assert_non_null(strstr(text, "first"));
	assert_null(strstr(text, "second"));
}

static void what_was_there_in_between(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_start(&test, TEST_WORDS("q", "-device", "e1000,id=a"));
	test_set(&test, 0, "e1000,id=a,mac=x",
		 (struct change){
			 .plugin = "acme", .property = "mac", .after = "x", .reason = "first" });
	test_set(&test, 0, "e1000,id=a",
		 (struct change){
			 .plugin = "other", .property = "mac", .before = "x", .reason = "second" });
	test_set(&test, 0, "e1000,id=b",
		 (struct change){ .plugin = "acme",
				  .property = "id",
				  .before = "a",
				  .after = "b",
				  .reason = "third" });
	test_set(&test, 0, "e1000,id=c",
		 (struct change){ .plugin = "acme",
				  .property = "id",
				  .before = "b",
				  .after = "c",
				  .reason = "fourth" });
	static const char *const of_mac[] = { "device.mac", "device[id=a].mac", "device[id=c].mac",
					      "device[e1000].mac" };
	for (size_t i = 0; i < sizeof(of_mac) / sizeof(of_mac[0]); i++) {
		const char *text = why_form(&test, of_mac[i], false);
		assert_non_null(strstr(text, "first"));
		assert_non_null(strstr(text, "second"));
		assert_null(strstr(text, "third"));
	}
	assert_non_null(strstr(why_form(&test, "device[id=b]", false), "fourth"));
	assert_fails(&test, "device[id=d].mac", -ENOENT, "no option");
	assert_fails(&test, "device[sdhci].mac", -ENOENT, "no option");
	assert_fails(&test, "device.bus", -ENOENT, "no option");
}

static void variables(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	static const char *const inherited[] = { "A=1", "A=2", "B=old", NULL };
	struct environment environment = { .inherited = inherited };
	test_plan_vnc(&test);
	test.plan.environment = &environment;
	assert_string_equal(why_form(&test, "env:A", false), "environment A\n"
							     "    user        set 1\n"
							     "    plugins     changed nothing\n"
							     "    QEMU        finds 1\n");
	test_variable(&test, "B", "old", "new");
	test_variable(&test, "B", "new", NULL);
	test_variable(&test, "C", NULL, "x y");
	assert_string_equal(why_form(&test, "env:B", false),
			    "environment B\n"
			    "    user        set old\n"
			    "    acme        changed environment B=old -> new\n"
			    "                for the test\n"
			    "    acme        removed environment B=new\n"
			    "                for the test\n"
			    "    QEMU        does not find it\n");
	assert_string_equal(why_form(&test, "env:C", false),
			    "environment C\n"
			    "    acme        set environment C='x y'\n"
			    "                for the test\n"
			    "    QEMU        finds 'x y'\n");
	assert_fails(&test, "env:D", -ENOENT, "the variable 'D' is not set");
	assert_fails(&test, "env:", -ENOENT, "the variable '' is not set");
}

static void failed_plugins(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	struct note skipped = { "acme", NOTE_WARNING, "it is broken" };
	struct refusal refusal = { "other", "check", "it is not allowed", 125 };
	test_plan_vnc(&test);
	test.plan.skipped = &skipped;
	test.plan.skipped_count = 1;
	test.plan.refusal = &refusal;
	const char *text = why_form(&test, "m", false);
	assert_non_null(strstr(text,
			       "argv[2], if it were started\n\n"
			       "acme was left out, and whatever it had changed was taken back:\n"
			       "    it is broken\n\n"
			       "other refuses the launch (check):\n    it is not allowed\n"));
	refusal.plugin = NULL;
	assert_non_null(
		strstr(why_form(&test, "m", false), "\n\nQEMU would not be started (check):\n"));
}

static void nothing_matches(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	assert_fails(&test, "device", -ENOENT, "no option of this line matches 'device'");
	assert_fails(&test, "vcn", -ENOENT, "did you mean 'vnc'?");
	assert_fails(&test, "vnc.password", -ENOENT, "'vnc.password'");
	assert_fails(&test, "vnc[", -EINVAL, "column");
}

static void colour_only_adds_colour(void **state)
{
	(void)state;
	CLEANUP_TEST_PLAN struct test_plan test;
	test_plan_vnc(&test);
	const char *coloured = why_form(&test, "vnc", true);
	char *plain = arena_strdup(&test.arena, coloured);
	char *to = plain;
	for (const char *from = coloured; *from; from++) {
		if (*from == '\033')
			from += strcspn(from, "m");
		else
			*to++ = *from;
	}
	*to = '\0';
	assert_string_not_equal(coloured, plain);
	assert_string_equal(plain, why_form(&test, "vnc", false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added_and_corrected),
		cmocka_unit_test(untouched),
		cmocka_unit_test(removed),
		cmocka_unit_test(added_and_removed_again),
		cmocka_unit_test(each_match_has_its_history),
		cmocka_unit_test(one_property),
		cmocka_unit_test(what_was_there_in_between),
		cmocka_unit_test(variables),
		cmocka_unit_test(failed_plugins),
		cmocka_unit_test(nothing_matches),
		cmocka_unit_test(colour_only_adds_colour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
