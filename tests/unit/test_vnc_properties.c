/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "test_vnc_value.h"

static void repeated_keys_keep_their_order(void **state)
{
	(void)state;
	struct cut_value cut_value;
	const struct properties *value = cut(&cut_value, ":1,to=9,vnc=:2,to=8");
	assert_int_equal(properties_count(value, "vnc"), 2);
	assert_string_equal(properties_at(value, "vnc", 0), ":1");
	assert_string_equal(properties_at(value, "vnc", 1), ":2");
	assert_null(properties_at(value, "vnc", 2));
	assert_string_equal(properties_last(value, "to"), "8");
	assert_null(properties_last(value, "id"));
}

static void switches_are_read_as_qemu_does(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int result;
		bool on;
	} cases[] = {
		{ ":1", 0, false },
		{ ":1,reverse=on", 1, true },
		{ ":1,reverse=yes", 1, true },
		{ ":1,reverse=true", 1, true },
		{ ":1,reverse=y", 1, true },
		{ ":1,reverse", 1, true },
		{ ":1,reverse=off", 1, false },
		{ ":1,reverse=no", 1, false },
		{ ":1,reverse=false", 1, false },
		{ ":1,reverse=n", 1, false },
		{ ":1,noreverse", 1, false },
		{ ":1,reverse=on,reverse=off", 1, false },
		{ ":1,reverse=off,reverse=on", 1, true },
		{ ":1,reverse=ON", -EINVAL, false },
		{ ":1,reverse=1", -EINVAL, false },
		{ ":1,reverse=", -EINVAL, false },
		{ ":1,reverse=maybe,reverse=on", -EINVAL, false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct cut_value cut_value;
		bool on = false;
		const struct properties *value = cut(&cut_value, cases[i].text);
		print_message("%s\n", cases[i].text);
		assert_int_equal(properties_bool(value, "reverse", &on), cases[i].result);
		assert_int_equal(on, cases[i].on);
		assert_int_equal(properties_is_reverse(value), cases[i].on);
	}
}

static void numbers_are_read_as_qemu_does(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int result;
		uint64_t number;
	} cases[] = {
		{ ":1", 0, 0 },
		{ ":1,to=9", 1, 9 },
		{ ":1,to=0x10", 1, 16 },
		{ ":1,to=010", 1, 8 },
		{ ":1,to= 9", 1, 9 },
		{ ":1,to=-1", 1, UINT64_MAX },
		{ ":1,to=5,to=6", 1, 6 },
		{ ":1,to=", -EINVAL, 0 },
		{ ":1,to=x", -EINVAL, 0 },
		{ ":1,to=9x", -EINVAL, 0 },
		{ ":1,to=x,to=9", -EINVAL, 0 },
		{ ":1,to=99999999999999999999", -EINVAL, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct cut_value cut_value;
		uint64_t number = 0;
		const struct properties *value = cut(&cut_value, cases[i].text);
		print_message("%s\n", cases[i].text);
		assert_int_equal(properties_number(value, "to", &number), cases[i].result);
		assert_int_equal(number, cases[i].number);
	}
}

static void the_last_address_is_compared_with_none(void **state)
{
	(void)state;
	struct cut_value cut_value;
	assert_true(properties_is_none(cut(&cut_value, "")));
	assert_true(properties_is_none(cut(&cut_value, "none")));
	assert_true(properties_is_none(cut(&cut_value, "none,to=5")));
	assert_true(properties_is_none(cut(&cut_value, "id=x")));
	assert_true(properties_is_none(cut(&cut_value, ":8,vnc=none")));
	assert_false(properties_is_none(cut(&cut_value, "none,vnc=:8")));
	assert_false(properties_is_none(cut(&cut_value, "NONE")));
	assert_false(properties_is_none(cut(&cut_value, ",to=5")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeated_keys_keep_their_order),
		cmocka_unit_test(switches_are_read_as_qemu_does),
		cmocka_unit_test(numbers_are_read_as_qemu_does),
		cmocka_unit_test(the_last_address_is_compared_with_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
