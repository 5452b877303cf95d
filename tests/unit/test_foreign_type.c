/* SPDX-License-Identifier: MIT */
#include "type.h"

#include "unit.h"

#include <errno.h>
#include <math.h>

static struct slice slice(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static void integers_are_read_whole(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int status;
		bool negative;
		uint64_t magnitude;
	} cases[] = {
		{ "0", 0, false, 0 },
		{ "-0", 0, false, 0 },
		{ "+7", 0, false, 7 },
		{ "010", 0, false, 10 },
		{ "-1", 0, true, 1 },
		{ "0x1f", 0, false, 31 },
		{ "-0XFF", 0, true, 255 },
		{ "18446744073709551615", 0, false, UINT64_MAX },
		{ "0xffffffffffffffff", 0, false, UINT64_MAX },
		{ "-9223372036854775808", 0, true, (uint64_t)INT64_MAX + 1 },
		{ "18446744073709551616", -ERANGE, false, 0 },
		{ "0x10000000000000000", -ERANGE, false, 0 },
		{ "99999999999999999999999", -ERANGE, false, 0 },
		{ "-9223372036854775809", -ERANGE, false, 0 },
		{ "", -EINVAL, false, 0 },
		{ "-", -EINVAL, false, 0 },
		{ "0x", -EINVAL, false, 0 },
		{ "1 ", -EINVAL, false, 0 },
		{ " 1", -EINVAL, false, 0 },
		{ "1k", -EINVAL, false, 0 },
		{ "0xg", -EINVAL, false, 0 },
		{ "1e3", -EINVAL, false, 0 },
		{ "--1", -EINVAL, false, 0 },
		{ "99999999999999999999999x", -EINVAL, false, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct integer integer = { true, 99 };
		assert_int_equal(integer_read(slice(cases[i].text), &integer), cases[i].status);
		if (cases[i].status)
			continue;
		assert_int_equal(integer.negative, cases[i].negative);
		assert_true(integer.magnitude == cases[i].magnitude);
	}
}

static void ranges_are_those_of_the_type(void **state)
{
	(void)state;
	static const struct {
		struct type type;
		const char *smallest, *largest, *too_small, *too_large;
	} cases[] = {
		{ { TYPE_INTEGER, 1, true, "" }, "-128", "127", "-129", "128" },
		{ { TYPE_INTEGER, 1, false, "" }, "0", "255", "-1", "256" },
		{ { TYPE_INTEGER, 2, true, "" }, "-32768", "32767", "-32769", "32768" },
		{ { TYPE_INTEGER, 4, false, "" }, "0", "4294967295", "-1", "4294967296" },
		{ { TYPE_INTEGER, 4, true, "" },
		  "-2147483648",
		  "2147483647",
		  "-2147483649",
		  "2147483648" },
		{ { TYPE_INTEGER, 8, true, "" },
		  "-9223372036854775808",
		  "9223372036854775807",
		  NULL,
		  "9223372036854775808" },
		{ { TYPE_INTEGER, 8, false, "" }, "0", "18446744073709551615", "-1", NULL },
		{ { TYPE_BOOL, 1, false, "" }, "0", "1", "-1", "2" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *texts[] = { cases[i].smallest, cases[i].largest, cases[i].too_small,
					cases[i].too_large };
		char range[64], expected[64];
		for (size_t k = 0; k < 4; k++) {
			struct integer integer;
			if (!texts[k])
				continue;
			assert_int_equal(integer_read(slice(texts[k]), &integer), 0);
			assert_int_equal(integer_check(integer, &cases[i].type),
					 k < 2 ? 0 : -ERANGE);
		}
		type_range(&cases[i].type, range);
		snprintf(expected, sizeof(expected), "%s to %s", texts[0], texts[1]);
		assert_string_equal(range, expected);
	}
}

static void values_are_stored_as_their_type(void **state)
{
	(void)state;
	struct type type = { TYPE_INTEGER, 1, true, "" };
	union value value;
	integer_store((struct integer){ true, 128 }, &type, &value);
	assert_int_equal(value.s8, -128);
	type = (struct type){ TYPE_INTEGER, 2, true, "" };
	integer_store((struct integer){ true, 2 }, &type, &value);
	assert_int_equal(value.s16, -2);
	type = (struct type){ TYPE_INTEGER, 4, false, "" };
	integer_store((struct integer){ false, UINT32_MAX }, &type, &value);
	assert_true(value.u32 == UINT32_MAX);
	type = (struct type){ TYPE_INTEGER, 8, true, "" };
	integer_store((struct integer){ true, (uint64_t)INT64_MAX + 1 }, &type, &value);
	assert_true(value.s64 == INT64_MIN);
	type = (struct type){ TYPE_BOOL, 1, false, "" };
	integer_store((struct integer){ false, 1 }, &type, &value);
	assert_true(value.truth);
}

static void doubles_are_finite_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int status;
		double real;
	} cases[] = {
		{ "0", 0, 0 },
		{ "-2.5", 0, -2.5 },
		{ ".5", 0, 0.5 },
		{ "1e3", 0, 1000 },
		{ "0x1p4", 0, 16 },
		{ "1e999", -ERANGE, 0 },
		{ "nan", -EINVAL, 0 },
		{ "inf", -EINVAL, 0 },
		{ "-inf", -EINVAL, 0 },
		{ "-nan", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "1,5", -EINVAL, 0 },
		{ "1.5x", -EINVAL, 0 },
		{ "0000000000000000000000000000000000000000000000000000000000000000001", -EINVAL,
		  0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		double real = 7;
		assert_int_equal(real_read(slice(cases[i].text), &real), cases[i].status);
		assert_true(real == (cases[i].status ? 7 : cases[i].real));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_read_whole),
		cmocka_unit_test(ranges_are_those_of_the_type),
		cmocka_unit_test(values_are_stored_as_their_type),
		cmocka_unit_test(doubles_are_finite_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
