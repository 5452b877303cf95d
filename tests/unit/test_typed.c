/* SPDX-License-Identifier: MIT */
#include "base/typed.h"

#include "unit.h"

#include <errno.h>

#define K INT64_C(1024)

struct number_case {
	const char *text;
	int status;
	int64_t value;
};

static void check(int (*function)(const char *, int64_t *), const struct number_case *cases,
		  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t value = -77;
		int status = function(cases[i].text, &value);
		int64_t wanted = cases[i].status ? -77 : cases[i].value;
		if (status != cases[i].status || value != wanted)
			fail_msg("'%s' gives %d, %lld", cases[i].text, status, (long long)value);
	}
}

static void booleans_are_eight_words(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int result;
	} cases[] = {
		{ "on", 1 },   { "yes", 1 },     { "true", 1 }, { "1", 1 },  { "off", 0 },
		{ "no", 0 },   { "false", 0 },   { "0", 0 },    { "", -1 },  { "On", -1 },
		{ " on", -1 }, { "on ", -1 },    { "y", -1 },   { "2", -1 }, { "01", -1 },
		{ "of", -1 },  { "offoff", -1 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool value = cases[i].result == 0;
		int status = typed_bool(cases[i].text, &value);
		assert_int_equal(status, cases[i].result < 0 ? -EINVAL : 0);
		if (!status)
			assert_int_equal(value, cases[i].result);
	}
}

static void integers_are_decimal_or_hexadecimal(void **state)
{
	(void)state;
	static const struct number_case cases[] = {
		{ "0", 0, 0 },
		{ "42", 0, 42 },
		{ "-42", 0, -42 },
		{ "+42", 0, 42 },
		{ "010", 0, 10 }, /* never octal */
		{ "0x1F", 0, 31 },
		{ "-0X10", 0, -16 },
		{ "9223372036854775807", 0, INT64_MAX },
		{ "9223372036854775808", -ERANGE, 0 },
		{ "-9223372036854775807", 0, -INT64_MAX },
		{ "0x7fffffffffffffff", 0, INT64_MAX },
		{ "0x8000000000000000", -ERANGE, 0 },
		{ "", -EINVAL, 0 },
		{ "-", -EINVAL, 0 },
		{ "0x", -EINVAL, 0 },
		{ "0x0x10", -EINVAL, 0 },
		{ "0x-1", -EINVAL, 0 },
		{ "0x 1", -EINVAL, 0 },
		{ "--1", -EINVAL, 0 },
		{ "+-1", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 },
		{ "1.5", -EINVAL, 0 },
		{ "1k", -EINVAL, 0 },
		{ "ten", -EINVAL, 0 },
	};
	check(typed_int, cases, COUNT(cases));
}

static void sizes_have_binary_units(void **state)
{
	(void)state;
	static const struct number_case cases[] = {
		{ "0", 0, 0 },
		{ "1000", 0, 1000 },
		{ "1k", 0, K },
		{ "1K", 0, K },
		{ "2M", 0, 2 * K * K },
		{ "3GiB", 0, 3 * K * K * K },
		{ "3gib", 0, 3 * K * K * K },
		{ "1kB", 0, K },
		{ "1T", 0, K * K * K * K },
		{ "1P", 0, K * K * K * K * K },
		{ "7E", 0, 7 * K * K * K * K * K * K },
		{ "8E", -ERANGE, 0 },
		{ "9007199254740992K", -ERANGE, 0 },
		{ "0x10k", 0, 16 * K },
		{ "-1", -EINVAL, 0 },
		{ "-1k", -EINVAL, 0 },
		{ "1.5G", -EINVAL, 0 },
		{ "1 G", -EINVAL, 0 },
		{ "G", -EINVAL, 0 },
		{ "1b", -EINVAL, 0 },
		{ "1Ki", -EINVAL, 0 },
		{ "1KiBs", -EINVAL, 0 },
		{ "1Z", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
	};
	check(typed_size, cases, COUNT(cases));
}

static void spans_are_counted_in_milliseconds(void **state)
{
	(void)state;
	static const struct number_case cases[] = {
		{ "0", 0, 0 },
		{ "5", 0, 5000 },
		{ "5s", 0, 5000 },
		{ "250ms", 0, 250 },
		{ "2m", 0, 120000 },
		{ "1h", 0, 3600000 },
		{ "9223372036854775807", -ERANGE, 0 },
		{ "9223372036854775807ms", 0, INT64_MAX },
		{ "-1s", -EINVAL, 0 },
		{ "1 s", -EINVAL, 0 },
		{ "1S", -EINVAL, 0 },
		{ "1d", -EINVAL, 0 },
		{ "ms", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
	};
	check(typed_time, cases, COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(booleans_are_eight_words),
		cmocka_unit_test(integers_are_decimal_or_hexadecimal),
		cmocka_unit_test(sizes_have_binary_units),
		cmocka_unit_test(spans_are_counted_in_milliseconds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
