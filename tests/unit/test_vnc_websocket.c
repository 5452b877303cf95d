/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "websocket.h"

static void reads_what_qemu_takes(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum websocket_kind kind;
		const char *host;
		uint16_t port;
	} cases[] = {
		{ "", WEBSOCKET_FROM_DISPLAY, "", 0 },
		{ "on", WEBSOCKET_FROM_DISPLAY, "", 0 },
		{ "5780", WEBSOCKET_PORT, "", 5780 },
		{ "0", WEBSOCKET_PORT, "", 0 },
		{ "70000", WEBSOCKET_PORT, "", 4464 },
		{ "-0", WEBSOCKET_PORT, "", 0 },
		{ " -0", WEBSOCKET_PORT, "", 0 },
		{ ":-0", WEBSOCKET_PORT, "", 0 },
		{ " +5780", WEBSOCKET_PORT, "", 5780 },
		{ "-4294961516", WEBSOCKET_PORT, "", 5780 },
		{ "00000000000000000000000000005780", WEBSOCKET_PORT, "", 5780 },
		{ "00000000000000000000000000005780x", WEBSOCKET_PORT, "", 5780 },
		{ "000000000000000000000000000000005780", WEBSOCKET_PORT, "", 0 },
		{ ":5780", WEBSOCKET_PORT, "", 5780 },
		{ "127.0.0.2:5780", WEBSOCKET_PORT, "127.0.0.2", 5780 },
		{ "[::1]:5780", WEBSOCKET_PORT, "::1", 5780 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct websocket found;
		print_message("%s\n", cases[i].text);
		assert_null(websocket_read(cases[i].text, &found));
		assert_int_equal(found.kind, cases[i].kind);
		assert_string_equal(found.host, cases[i].host);
		assert_int_equal(found.port, cases[i].port);
	}
}

static void unix_sockets_have_a_path(void **state)
{
	(void)state;
	struct websocket found;
	assert_null(websocket_read("unix:/tmp/w.sock", &found));
	assert_int_equal(found.kind, WEBSOCKET_UNIX);
	assert_string_equal(found.path, "/tmp/w.sock");
}

static void tells_what_qemu_refuses(void **state)
{
	(void)state;
	static const char *const cases[] = { "off",
					     "no-such-service-here",
					     ":",
					     "127.0.0.2:",
					     "-1",
					     "127.0.0.2:on",
					     "0x1680",
					     "57 80",
					     "::5780",
					     "[::1:5780",
					     "4294967295",
					     " ",
					     "99999999999999999999" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct websocket found;
		print_message("%s\n", cases[i]);
		assert_non_null(websocket_read(cases[i], &found));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_qemu_takes),
		cmocka_unit_test(unix_sockets_have_a_path),
		cmocka_unit_test(tells_what_qemu_refuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
