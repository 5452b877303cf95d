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
		cmocka_unit_test(nothing_matches),
		cmocka_unit_test(colour_only_adds_colour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
