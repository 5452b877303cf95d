/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "address.h"

static void tells_kinds_apart(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum address_kind kind;
	} cases[] = {
		{ "", ADDRESS_EMPTY },      { "none", ADDRESS_NONE },
		{ "NONE", ADDRESS_WORD },   { "none ", ADDRESS_WORD },
		{ "none:0", ADDRESS_TCP },  { "unix", ADDRESS_WORD },
		{ "unix:", ADDRESS_UNIX },  { "unix:/tmp/a.sock", ADDRESS_UNIX },
		{ "unix:5", ADDRESS_UNIX }, { "UNIX:/tmp/a.sock", ADDRESS_TCP },
		{ "7", ADDRESS_WORD },      { "127.0.0.1", ADDRESS_WORD },
		{ ":", ADDRESS_TCP },       { "[::1]", ADDRESS_TCP },
		{ "$VNC", ADDRESS_WORD },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct address address;
		print_message("%s\n", cases[i].text);
		address_cut(cases[i].text, &address);
		assert_int_equal(address.kind, cases[i].kind);
		assert_ptr_equal(address.text, cases[i].text);
	}
}

static void cuts_at_the_last_colon(void **state)
{
	(void)state;
	static const struct {
		const char *text, *host, *number;
		size_t written;
		bool bracketed, has_host;
	} cases[] = {
		{ ":7", "", "7", 0, false, true },
		{ "127.0.0.1:7", "127.0.0.1", "7", 9, false, true },
		{ "localhost:7", "localhost", "7", 9, false, true },
		{ "[::1]:7", "::1", "7", 5, true, true },
		{ "::1:7", "::1", "7", 3, false, true },
		{ ":::7", "::", "7", 2, false, true },
		{ "fe80::1%eth0:7", "fe80::1%eth0", "7", 12, false, true },
		{ "[127.0.0.1]:7", "127.0.0.1", "7", 11, true, true },
		{ "[]:7", "", "7", 2, true, true },
		{ "[:7", "[", "7", 1, false, false },
		{ "a]:7", "a]", "7", 2, false, false },
		{ "[[::1]]:7", "[::1]", "7", 7, true, false },
		{ "127.0.0.1:", "127.0.0.1", "", 9, false, true },
		{ "[::1]", "[:", "1]", 2, false, false },
		{ "2001:db8::5901", "2001:db8:", "5901", 9, false, false },
		{ "127.0.0.1::5901", "127.0.0.1:", "5901", 10, false, false },
		{ "a:b:7", "a:b", "7", 3, false, false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct address address;
		print_message("%s\n", cases[i].text);
		address_cut(cases[i].text, &address);
		assert_int_equal(address.kind, ADDRESS_TCP);
		assert_string_equal(address.host, cases[i].host);
		assert_string_equal(address.number_text, cases[i].number);
		assert_int_equal(address.written, cases[i].written);
		assert_int_equal(address.bracketed, cases[i].bracketed);
		assert_int_equal(address_has_host(&address), cases[i].has_host);
	}
}

static void reads_numbers_as_qemu_does(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum number_kind kind;
		uint32_t number;
	} cases[] = {
		{ "7", NUMBER_READ, 7 },
		{ "+7", NUMBER_READ, 7 },
		{ " 7", NUMBER_READ, 7 },
		{ " \t\n\v\f\r+007", NUMBER_READ, 7 },
		{ "07", NUMBER_READ, 7 },
		{ "0000000000000000000000007", NUMBER_READ, 7 },
		{ "65535", NUMBER_READ, 65535 },
		{ "65536", NUMBER_HUGE, UINT32_MAX },
		{ "4294967297", NUMBER_HUGE, UINT32_MAX },
		{ "99999999999999999999", NUMBER_HUGE, UINT32_MAX },
		{ "", NUMBER_MISSING, 0 },
		{ " ", NUMBER_JUNK, 0 },
		{ "+", NUMBER_JUNK, 0 },
		{ "+ 7", NUMBER_JUNK, 0 },
		{ "++7", NUMBER_JUNK, 0 },
		{ "-1", NUMBER_JUNK, 0 },
		{ "-0", NUMBER_JUNK, 0 },
		{ "0x7", NUMBER_JUNK, 0 },
		{ "7 ", NUMBER_JUNK, 0 },
		{ "7.0", NUMBER_JUNK, 0 },
		{ "7/8", NUMBER_JUNK, 0 },
		{ "7,x", NUMBER_JUNK, 0 },
		{ "%d", NUMBER_JUNK, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t number = 0;
		print_message("%s\n", cases[i].text);
		assert_int_equal(number_read(cases[i].text, &number), cases[i].kind);
		assert_int_equal(number, cases[i].number);
	}
}

static void very_long_text_is_left(void **state)
{
	(void)state;
	char text[ADDRESS_MAX + 2];
	struct address address;
	memset(text, 'a', sizeof(text));
	text[ADDRESS_MAX - 3] = ':';
	text[ADDRESS_MAX - 2] = '7';
	text[ADDRESS_MAX - 1] = '\0';
	address_cut(text, &address);
	assert_int_equal(address.kind, ADDRESS_TCP);
	assert_int_equal(strlen(address.host), ADDRESS_MAX - 3);

	text[ADDRESS_MAX - 1] = '7';
	text[ADDRESS_MAX] = '\0';
	address_cut(text, &address);
	assert_int_equal(address.kind, ADDRESS_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_kinds_apart),
		cmocka_unit_test(cuts_at_the_last_colon),
		cmocka_unit_test(reads_numbers_as_qemu_does),
		cmocka_unit_test(very_long_text_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
