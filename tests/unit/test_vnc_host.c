/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host.h"

static const struct {
	const char *host;
	bool ipv4, ipv6, loopback, all;
} cases[] = {
	{ "127.0.0.1", true, false, true, false },
	{ "127.1", true, false, true, false },
	{ "127.255.255.254", true, false, true, false },
	{ "2130706433", true, false, true, false },
	{ "0x7f000001", true, false, true, false },
	{ "0177.0.0.1", true, false, true, false },
	{ "128.0.0.1", true, false, false, false },
	{ "126.255.255.255", true, false, false, false },
	{ "0", true, false, false, false },
	{ "0.0.0.0", true, false, false, false },
	{ "192.168.1.5", true, false, false, false },
	{ "127.0.0.1 x", false, false, false, false },
	{ "127.0.0.1 ", false, false, false, false },
	{ "127.0.0.1.evil.example", false, false, false, false },
	{ "127.0.0.256", false, false, false, false },
	{ "::1", false, true, true, false },
	{ "0:0:0:0:0:0:0:1", false, true, true, false },
	{ "::1%lo", false, true, true, false },
	{ "::", false, true, false, false },
	{ "::2", false, true, false, false },
	{ "fe80::1%eth0", false, true, false, false },
	{ "::ffff:127.0.0.1", false, true, false, false },
	{ "2001:db8:", false, false, false, false },
	{ "[::1]", false, false, false, false },
	{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0001", false, false, false, false },
	{ "localhost", false, false, true, false },
	{ "LocalHost", false, false, true, false },
	{ "localhost.example.org", false, false, false, false },
	{ "localhost4", false, false, false, false },
	{ "", false, false, false, true },
	{ "*", false, false, false, true },
};

static void judges_known_forms_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		print_message("%s\n", cases[i].host);
		assert_int_equal(host_is_ipv4(cases[i].host), cases[i].ipv4);
		assert_int_equal(host_is_ipv6(cases[i].host), cases[i].ipv6);
		assert_int_equal(host_is_loopback(cases[i].host), cases[i].loopback);
		assert_int_equal(host_is_all(cases[i].host), cases[i].all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(judges_known_forms_only) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
