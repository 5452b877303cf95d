/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "ports.h"

static void reads_ranges(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int result;
		uint32_t first, last;
	} cases[] = {
		{ "5900-5999", 0, 5900, 5999 },  { "5900-65535", 0, 5900, 65535 },
		{ "5901", 0, 5901, 5901 },       { "5901-5901", 0, 5901, 5901 },
		{ "5899-5999", -ERANGE, 0, 0 },  { "0-99", -ERANGE, 0, 0 },
		{ "5900-65536", -ERANGE, 0, 0 }, { "5900-99999999999999999999", -ERANGE, 0, 0 },
		{ "5999-5900", -ERANGE, 0, 0 },  { "", -EINVAL, 0, 0 },
		{ "-", -EINVAL, 0, 0 },          { "5900-", -EINVAL, 0, 0 },
		{ "-5999", -EINVAL, 0, 0 },      { "5900 - 5999", -EINVAL, 0, 0 },
		{ "5900-5999 ", -EINVAL, 0, 0 }, { "Never", -EINVAL, 0, 0 },
		{ "all", -EINVAL, 0, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct port_range range = { 0, 0 };
		print_message("%s\n", cases[i].text);
		assert_int_equal(port_range_read(cases[i].text, &range), cases[i].result);
		assert_int_equal(range.first, cases[i].first);
		assert_int_equal(range.last, cases[i].last);
	}
}

static void knows_its_bounds(void **state)
{
	(void)state;
	struct port_range range;
	assert_int_equal(port_range_read("5900-5999", &range), 0);
	assert_false(port_range_has(&range, 5899));
	assert_true(port_range_has(&range, 5900));
	assert_true(port_range_has(&range, 5999));
	assert_false(port_range_has(&range, 6000));
}

static void never_holds_nothing(void **state)
{
	(void)state;
	struct port_range range;
	assert_int_equal(port_range_read("never", &range), 0);
	assert_false(port_range_has(&range, 0));
	assert_false(port_range_has(&range, 1));
	assert_false(port_range_has(&range, 5900));
	assert_false(port_range_has(&range, UINT32_MAX));
}

static void displays_start_at_5900(void **state)
{
	(void)state;
	assert_false(port_has_display(5899));
	assert_true(port_has_display(5900));
	assert_true(port_has_display(65535));
	assert_false(port_has_display(65536));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_ranges),
		cmocka_unit_test(knows_its_bounds),
		cmocka_unit_test(never_holds_nothing),
		cmocka_unit_test(displays_start_at_5900),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
