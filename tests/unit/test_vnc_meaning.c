/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "meaning.h"

static struct meaning_rules rules(const char *raw_ports, const char *bind)
{
	struct meaning_rules made = { .bind = "" };
	assert_int_equal(port_range_read(raw_ports, &made.raw_ports), 0);
	snprintf(made.bind, sizeof(made.bind), "%s", bind);
	return made;
}

static struct meaning meaning_by(const char *text, const char *raw_ports, const char *bind)
{
	struct meaning_rules by = rules(raw_ports, bind);
	struct meaning meaning;
	print_message("%s\n", text);
	meaning_of(text, &by, &meaning);
	return meaning;
}

static struct meaning meaning(const char *text)
{
	return meaning_by(text, "5900-5999", "");
}

struct becomes {
	const char *from, *to;
};

static void assert_becomes(const struct becomes *cases, size_t count, const char *raw_ports,
			   const char *bind)
{
	for (size_t i = 0; i < count; i++) {
		struct meaning found = meaning_by(cases[i].from, raw_ports, bind);
		assert_int_equal(found.verdict, MEANING_CORRECT);
		assert_string_equal(found.text, cases[i].to);
		assert_true(strlen(found.message) > 0);
	}
}
#define ASSERT_BECOMES(cases, raw_ports, bind) \
	assert_becomes(cases, sizeof(cases) / sizeof(*(cases)), raw_ports, bind)

static void raw_ports_become_displays(void **state)
{
	(void)state;
	static const struct becomes cases[] = {
		{ "127.0.0.1:5900", "127.0.0.1:0" },
		{ "127.0.0.1:5907", "127.0.0.1:7" },
		{ "127.0.0.1:5999", "127.0.0.1:99" },
		{ "127.0.0.1:+5907", "127.0.0.1:7" },
		{ "127.0.0.1: 5907", "127.0.0.1:7" },
		{ "127.0.0.1:05907", "127.0.0.1:7" },
		{ "0.0.0.0:5900", "0.0.0.0:0" },
		{ "0:5901", "0:1" },
		{ "*:5901", "*:1" },
		{ "127.1:5901", "127.1:1" },
		{ "localhost:5907", "localhost:7" },
		{ "none:5907", "none:7" },
		{ "[::1]:5907", "[::1]:7" },
		{ "[::]:5907", "[::]:7" },
		{ "[127.0.0.1]:5907", "[127.0.0.1]:7" },
		{ "[fe80::1%eth0]:5901", "[fe80::1%eth0]:1" },
		{ ":5901", ":1" },
		{ ":::5907", ":::7" },
		{ "::1:5907", "::1:7" },
		{ "fe80::1:5901", "fe80::1:1" },
		{ "fe80::1%eth0:5901", "fe80::1%eth0:1" },
		{ "2001:db8::1:5901", "2001:db8::1:1" },
		{ "2001:1:2:3:4:5:1234:1234:5901", "2001:1:2:3:4:5:1234:1234:1" },
	};
	ASSERT_BECOMES(cases, "5900-5999", "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_true(meaning(cases[i].from).was_port);
}

static void other_displays_stay(void **state)
{
	(void)state;
	static const char *const cases[] = { ":0",
					     ":01",
					     "127.0.0.1:7",
					     "127.0.0.1:+7",
					     "localhost:7",
					     "[::1]:7",
					     "::1:7",
					     ":::7",
					     "fe80::1:5899",
					     "127.0.0.1:214",
					     ":5100",
					     "0.0.0.0:5899",
					     "[2001:1:2:3:4:5:1234:1234]:3" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(meaning(cases[i]).verdict, MEANING_KEEP);
}

static void high_displays_stay_with_a_note(void **state)
{
	(void)state;
	static const struct becomes cases[] = {
		{ "127.0.0.1:6000", "listens on TCP 11900; for port 6000 write 127.0.0.1::6000" },
		{ "[::]:59630", "listens on TCP 65530; for port 59630 write [::]::59630" },
		{ "::1:6000", "listens on TCP 11900; for port 6000 write [::1]::6000" },
		{ "localhost:59635",
		  "listens on TCP 65535; for port 59635 write localhost::59635" },
		{ ":23456", "listens on TCP 29356; for port 23456 write :17556" },
		{ "0.0.0.0:10005", "listens on TCP 15905; for port 10005 write 0.0.0.0::10005" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meaning found = meaning(cases[i].from);
		assert_int_equal(found.verdict, MEANING_NOTE);
		assert_string_equal(found.message, cases[i].to);
	}
}

static void two_colons_mean_a_port(void **state)
{
	(void)state;
	static const struct becomes cases[] = {
		{ "127.0.0.1::5900", "127.0.0.1:0" },   { "127.0.0.1::5907", "127.0.0.1:7" },
		{ "127.0.0.1::6000", "127.0.0.1:100" }, { "127.0.0.1::65535", "127.0.0.1:59635" },
		{ "localhost::5907", "localhost:7" },   { "[::1]::5907", "[::1]:7" },
		{ "[::]::11800", "[::]:5900" },         { "0.0.0.0::5901", "0.0.0.0:1" },
	};
	ASSERT_BECOMES(cases, "5900-5999", "");
	ASSERT_BECOMES(cases, "never", "::1");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_true(meaning(cases[i].from).was_port);
}

static void ports_without_display_are_refused(void **state)
{
	(void)state;
	static const char *const cases[] = { "127.0.0.1::5899",
					     "127.0.0.1::80",
					     "127.0.0.1::0",
					     "127.0.0.1::65536",
					     "localhost::1",
					     "[::1]::5899",
					     "::80",
					     "::5899",
					     "::0",
					     "::65536",
					     "::2",
					     "127.0.0.1::99999999999999999999" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meaning found = meaning(cases[i]);
		assert_int_equal(found.verdict, MEANING_REFUSE);
		assert_non_null(strstr(found.message, "5900 to 65535"));
	}
}

static void loopback_gets_display_0(void **state)
{
	(void)state;
	static const struct becomes cases[] = { { "::1", "[::1]:0" },
						{ "[::1]", "[::1]:0" },
						{ "127.0.0.1", "127.0.0.1:0" },
						{ "localhost", "localhost:0" } };
	ASSERT_BECOMES(cases, "5900-5999", "");
	ASSERT_BECOMES(cases, "never", "0.0.0.0");
}

static void values_without_host_get_loopback(void **state)
{
	(void)state;
	static const struct becomes cases[] = {
		{ "1", "127.0.0.1:1" },        { "0", "127.0.0.1:0" },
		{ "5899", "127.0.0.1:5899" },  { "5901", "127.0.0.1:1" },
		{ "5999", "127.0.0.1:99" },    { "::5901", "127.0.0.1:1" },
		{ "::6000", "127.0.0.1:100" }, { "::65535", "127.0.0.1:59635" },
	};
	ASSERT_BECOMES(cases, "5900-5999", "");
}

static void values_without_host_get_bind(void **state)
{
	(void)state;
	static const struct becomes cases[] = {
		{ "1", "[::1]:1" },        { "5901", "[::1]:1" },  { "::5901", "[::1]:1" },
		{ "::6000", "[::1]:100" }, { ":1", "[::1]:1" },    { ":5901", "[::1]:1" },
		{ ":6000", "[::1]:6000" }, { ":auto", "[::1]:0" }, { ": 7", "[::1]:7" },
		{ "::1", "[::1]:0" },      { ":0", "[::1]:0" },
	};
	ASSERT_BECOMES(cases, "5900-5999", "[::1]");
	assert_int_equal(meaning_by("0.0.0.0:1", "5900-5999", "[::1]").verdict, MEANING_KEEP);
	assert_int_equal(meaning_by("*:1", "5900-5999", "[::1]").verdict, MEANING_KEEP);
	assert_int_equal(meaning_by(":", "5900-5999", "[::1]").verdict, MEANING_KEEP);
	assert_int_equal(meaning_by(":59636", "5900-5999", "[::1]").verdict, MEANING_KEEP);
}

static void bare_numbers_that_fit_nothing_are_refused(void **state)
{
	(void)state;
	struct meaning found = meaning("6000");
	assert_int_equal(found.verdict, MEANING_REFUSE);
	assert_non_null(strstr(found.message, "127.0.0.1:6000 for the display"));
	assert_non_null(strstr(found.message, "127.0.0.1:100 for the port"));
	found = meaning_by("5901", "never", "");
	assert_int_equal(found.verdict, MEANING_REFUSE);
	assert_non_null(strstr(found.message, "127.0.0.1:1 for the port"));
	assert_int_equal(meaning("60000").verdict, MEANING_REFUSE);
	assert_int_equal(meaning("65536").verdict, MEANING_REFUSE);
	assert_int_equal(meaning("99999999999999999999").verdict, MEANING_REFUSE);
}

static void ipv6_read_two_ways_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *one, *other;
	} cases[] = {
		{ "2001:db8::5901", "write [2001:db8::5901]:0",
		  "TCP port 5901 of host 2001:db8:: (write [2001:db8::]:1)" },
		{ "2001:db8::80", "write [2001:db8::80]:0",
		  "display 80 of host 2001:db8:: (write [2001:db8::]:80)" },
		{ "fe80::1", "write [fe80::1]:0", "is an IPv6 address without a display" },
		{ "fe80::5901", "write [fe80::5901]:0",
		  "TCP port 5901 of host fe80 (write fe80:1)" },
		{ "2001:1:2:3:4:5:1234:1234", "write [2001:1:2:3:4:5:1234:1234]:0",
		  "display 1234" },
		{ "0:0:0:0:0:0:0:1", "write [0:0:0:0:0:0:0:1]:0", "display 1" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meaning found = meaning(cases[i].text);
		assert_int_equal(found.verdict, MEANING_REFUSE);
		assert_non_null(strstr(found.message, cases[i].one));
		assert_non_null(strstr(found.message, cases[i].other));
	}
}

static void auto_is_the_first_free_display(void **state)
{
	(void)state;
	static const struct becomes cases[] = {
		{ "127.0.0.1:auto", "127.0.0.1:0" },
		{ "localhost:auto", "localhost:0" },
		{ "[::1]:auto", "[::1]:0" },
		{ "::1:auto", "::1:0" },
		{ ":auto", ":0" },
	};
	ASSERT_BECOMES(cases, "5900-5999", "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(meaning(cases[i].from).first_free);
		assert_false(meaning(cases[i].from).was_port);
	}
	assert_int_equal(meaning("auto").verdict, MEANING_KEEP);
	assert_int_equal(meaning("127.0.0.1::auto").verdict, MEANING_KEEP);
	assert_int_equal(meaning("127.0.0.1:AUTO").verdict, MEANING_KEEP);
}

static void what_qemu_refuses_anyway_stays(void **state)
{
	(void)state;
	static const char *const cases[] = { "",
					     "none",
					     "NONE",
					     "unix",
					     "unix:",
					     "unix:5901",
					     "unix:/tmp/a:5901",
					     "unix:@abs",
					     "UNIX:/tmp/a.sock",
					     "none:0",
					     ":",
					     "::",
					     ":::",
					     "127.0.0.1:",
					     "127.0.0.1:-1",
					     "127.0.0.1:0x7",
					     "127.0.0.1:7 ",
					     "127.0.0.1:7.0",
					     "127.0.0.1:7/8",
					     "127.0.0.1:59636",
					     "127.0.0.1:65536",
					     "127.0.0.1:99999999999999999999",
					     "127.0.0.1:7,x",
					     "127.0.0.1::-1",
					     "127.0.0.1::0x7",
					     "::-1",
					     "$VNC",
					     "${dpy}",
					     ":$x",
					     "127.0.0.1:%d",
					     ":%d",
					     "%s",
					     "foo",
					     "0.0.0.0",
					     "-1",
					     "+5901",
					     "5901 ",
					     "{\"vnc\":\"127.0.0.1:7\"}",
					     "0.0.0.0:$((VNC_PORT-5900))",
					     "127.0.0.1:`vnc_screen \"$vm\"`",
					     "a:b:5901",
					     "vnc://localhost:5901",
					     "::1::5901",
					     "[::1",
					     "::1]",
					     "[::1]5901",
					     "fe80::abcd",
					     "2001:db8::5901%eth0",
					     "::ffff:127.0.0.1",
					     "::::5901",
					     "[::1:5901",
					     "127.0.0.1:5901:5902",
					     "\xff\xfe:x" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(meaning(cases[i]).verdict, MEANING_KEEP);
}

static void raw_ports_can_be_set(void **state)
{
	(void)state;
	assert_int_equal(meaning_by(":5901", "never", "").verdict, MEANING_KEEP);
	assert_int_equal(meaning_by(":5901", "5902-5910", "").verdict, MEANING_KEEP);
	static const struct becomes wide[] = { { ":6000", ":100" },
					       { "127.0.0.1:65535", "127.0.0.1:59635" } };
	ASSERT_BECOMES(wide, "5900-65535", "");
}

static void corrected_text_is_left_alone(void **state)
{
	(void)state;
	static const char *const cases[] = { "127.0.0.1:5907", ":5901",  "::1:5907", "::1",
					     "5901",           "1",      "::6000",   "[::1]::5950",
					     "localhost:auto", ":::5901" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meaning once = meaning(cases[i]);
		assert_int_equal(once.verdict, MEANING_CORRECT);
		assert_int_equal(meaning(once.text).verdict, MEANING_KEEP);
	}
}

static void the_reason_has_the_numbers(void **state)
{
	(void)state;
	assert_string_equal(meaning("127.0.0.1:5901").message,
			    "5901 is a TCP port; QEMU adds 5900 to the number, so it would listen "
			    "on 11801");
}

static void long_hosts_are_kept_whole(void **state)
{
	(void)state;
	char text[ADDRESS_MAX + 8], expected[ADDRESS_MAX + 8];
	memset(text, 'a', sizeof(text));
	memcpy(expected, text, sizeof(text));
	strcpy(text + ADDRESS_MAX - 6, ":5907");
	strcpy(expected + ADDRESS_MAX - 6, ":7");
	struct meaning found = meaning(text);
	assert_int_equal(found.verdict, MEANING_CORRECT);
	assert_string_equal(found.text, expected);
	memset(text, 'a', ADDRESS_MAX);
	strcpy(text + ADDRESS_MAX - 5, ":5907");
	assert_int_equal(meaning(text).verdict, MEANING_KEEP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw_ports_become_displays),
		cmocka_unit_test(other_displays_stay),
		cmocka_unit_test(high_displays_stay_with_a_note),
		cmocka_unit_test(two_colons_mean_a_port),
		cmocka_unit_test(ports_without_display_are_refused),
		cmocka_unit_test(loopback_gets_display_0),
		cmocka_unit_test(values_without_host_get_loopback),
		cmocka_unit_test(values_without_host_get_bind),
		cmocka_unit_test(bare_numbers_that_fit_nothing_are_refused),
		cmocka_unit_test(ipv6_read_two_ways_is_refused),
		cmocka_unit_test(auto_is_the_first_free_display),
		cmocka_unit_test(what_qemu_refuses_anyway_stays),
		cmocka_unit_test(raw_ports_can_be_set),
		cmocka_unit_test(corrected_text_is_left_alone),
		cmocka_unit_test(the_reason_has_the_numbers),
		cmocka_unit_test(long_hosts_are_kept_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
