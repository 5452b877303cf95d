/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correction.h"
#include "test_vnc_value.h"

static struct correction correction(const char *text)
{
	static struct cut_value value;
	struct meaning_rules rules = { .raw_ports = { 5900, 5999 } };
	struct correction found;
	print_message("%s\n", text);
	correction_of(cut(&value, text), &rules, &found);
	return found;
}

static void the_range_follows_a_raw_port(void **state)
{
	(void)state;
	static const struct {
		const char *text, *to;
	} cases[] = {
		{ "127.0.0.1:5901,to=5999", "99" },
		{ "127.0.0.1:5901,to=5900", "0" },
		{ "127.0.0.1:5901,to=6000", "100" },
		{ "127.0.0.1:5901,to=99", "" },
		{ "127.0.0.1:5901,to=5899", "" },
		{ "127.0.0.1:5901,to=70000", "64100" },
		{ "127.0.0.1:5901,to=0x170d", "" },
		{ "127.0.0.1:5901,to=-1", "" },
		{ "127.0.0.1:5901,to=05999", "" },
		{ "127.0.0.1:5901,to=99999999999999999999", "" },
		{ "127.0.0.1:5901,to=x", "" },
		{ "127.0.0.1:5901", "" },
		{ "127.0.0.1::5901,to=5999", "99" },
		{ "5901,to=5999", "99" },
		{ "::5901,to=5999", "99" },
		{ "1,to=5999", "" },
		{ "localhost,to=5999", "" },
		{ "127.0.0.1:5901,to=9,to=5999", "99" },
		{ "127.0.0.1:5901,to=5999,to=9", "" },
		{ "127.0.0.1:1,vnc=[::1]:5902,to=5999", "99" },
		{ "127.0.0.1:auto", "99" },
		{ "127.0.0.1:auto,to=5", "" },
		{ "127.0.0.1:auto,to=0", "" },
		{ "127.0.0.1:auto,to=5999", "" },
		{ "127.0.0.1:auto,to=x", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct correction found = correction(cases[i].text);
		assert_int_equal(found.verdict, CORRECTION_EDIT);
		assert_string_equal(found.to, cases[i].to);
		assert_int_equal(found.to_reason != NULL, *cases[i].to != '\0');
	}
}

static void what_is_right_stays(void **state)
{
	(void)state;
	static const char *const cases[] = { "",
					     "none",
					     "none,to=5999",
					     "id=x",
					     "127.0.0.1:1,to=5999",
					     "127.0.0.1:1,websocket=5901",
					     "unix:/tmp/a,websocket=5901",
					     "127.0.0.1:5901,reverse=on",
					     "127.0.0.1:5901,reverse",
					     "127.0.0.1:5901,reverse=yes",
					     "127.0.0.1:5901,reverse=y",
					     "127.0.0.1:5901,reverse=true",
					     "127.0.0.1:5901,reverse=off,reverse=on",
					     "5901,reverse=on",
					     "::80,reverse=on",
					     "127.0.0.1:5901,vnc=none",
					     "none,vnc=127.0.0.1:5901",
					     "password,vnc=127.0.0.1:5901",
					     ",vnc=127.0.0.1:5901",
					     "127.0.0.1:5901,vnc=word",
					     "127.0.0.1:5901,vnc=127.0.0.1:x",
					     "127.0.0.1::80,vnc=word",
					     "[a:5901",
					     "a]:5901",
					     "[[::1]]:5901",
					     "[::]:59630,power-control=on,audiodev=audio1" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(correction(cases[i]).verdict, CORRECTION_NONE);
}

static void reverse_that_is_off_does_not_count(void **state)
{
	(void)state;
	assert_int_equal(correction("127.0.0.1:5901,reverse=off").verdict, CORRECTION_EDIT);
	assert_int_equal(correction("127.0.0.1:5901,noreverse").verdict, CORRECTION_EDIT);
	assert_int_equal(correction("127.0.0.1:5901,reverse=on,reverse=n").verdict,
			 CORRECTION_EDIT);
}

static void one_refused_address_refuses_the_value(void **state)
{
	(void)state;
	struct correction found = correction("127.0.0.1:5901,vnc=127.0.0.1::80");
	assert_int_equal(found.verdict, CORRECTION_REFUSE);
	assert_string_equal(found.address, "127.0.0.1::80");
	found = correction("127.0.0.1:1,vnc=127.0.0.1:5902,vnc=127.0.0.1:5903");
	assert_int_equal(found.verdict, CORRECTION_EDIT);
	assert_string_equal(found.address, "127.0.0.1:5902");
	assert_string_equal(found.meaning.text, "127.0.0.1:2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_range_follows_a_raw_port),
		cmocka_unit_test(what_is_right_stays),
		cmocka_unit_test(reverse_that_is_off_does_not_count),
		cmocka_unit_test(one_refused_address_refuses_the_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
