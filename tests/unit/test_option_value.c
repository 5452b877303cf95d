/* SPDX-License-Identifier: MIT */
#include "loader/option_value.h"

#include "unit.h"

#define TEN_TO_TWENTY .minimum = 10, .maximum = 20

static const struct {
	struct qw_option_spec spec;
	const char *text;
	int64_t number;
	int status;
	const char *message;
} rows[] = {
	{ { .type = QW_BOOL }, "on", 1, 0, NULL },
	{ { .type = QW_BOOL }, "no", 0, 0, NULL },
	{ { .type = QW_BOOL }, "maybe", 0, EINVAL, "'maybe' is not on or off" },
	/* A range is of numbers only. */
	{ { .type = QW_BOOL, TEN_TO_TWENTY }, "on", 1, 0, NULL },
	{ { .type = QW_INT }, "-9223372036854775807", -INT64_MAX, 0, NULL },
	{ { .type = QW_INT },
	  "9223372036854775808",
	  0,
	  ERANGE,
	  "'9223372036854775808' is too large" },
	{ { .type = QW_INT }, "1.5", 0, EINVAL, "'1.5' is not a whole number" },
	{ { .type = QW_INT, TEN_TO_TWENTY }, "10", 10, 0, NULL },
	{ { .type = QW_INT, TEN_TO_TWENTY }, "20", 20, 0, NULL },
	{ { .type = QW_INT, TEN_TO_TWENTY }, "9", 0, ERANGE, "'9' is not between 10 and 20" },
	{ { .type = QW_INT, TEN_TO_TWENTY }, "21", 0, ERANGE, "'21' is not between 10 and 20" },
	{ { .type = QW_INT, .minimum = -3 }, "-3", -3, 0, NULL },
	{ { .type = QW_INT, .minimum = -3 }, "1", 0, ERANGE, "'1' is not between -3 and 0" },
	{ { .type = QW_SIZE }, "2K", 2048, 0, NULL },
	{ { .type = QW_SIZE }, "2X", 0, EINVAL, "'2X' is not a size such as 512M or 2G" },
	{ { .type = QW_SIZE, .maximum = 1024 },
	  "2K",
	  0,
	  ERANGE,
	  "'2K' is not between 0 and 1024 bytes" },
	{ { .type = QW_TIME }, "2s", 2000, 0, NULL },
	{ { .type = QW_TIME }, "2h30", 0, EINVAL, "'2h30' is not a time such as 500ms, 10s or 2m" },
	{ { .type = QW_TIME, .maximum = 999 },
	  "1s",
	  0,
	  ERANGE,
	  "'1s' is not between 0 and 999 ms" },
	{ { .type = QW_ENUM, .choices = " one  three" }, "three", 0, 0, NULL },
	{ { .type = QW_ENUM, .choices = "one three" },
	  "on",
	  0,
	  EINVAL,
	  "'on' is none of: one three" },
	{ { .type = QW_ENUM, .choices = "one three" },
	  "one three",
	  0,
	  EINVAL,
	  "'one three' is none of: one three" },
	{ { .type = QW_ENUM, .choices = "one" }, "", 0, EINVAL, "'' is none of: one" },
	{ { .type = QW_STRING, TEN_TO_TWENTY }, "5", 0, 0, NULL },
	{ { .type = QW_PATH }, "", 0, 0, NULL },
	{ { .type = QW_LIST }, "a b", 0, 0, NULL },
};

static void texts_are_read_by_type_range_and_choices(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		int64_t number = 4711;
		print_message("%s\n", rows[i].text);
		assert_int_equal(option_value_parse(&rows[i].spec, rows[i].text, &number, &err),
				 -rows[i].status);
		assert_int_equal(err.code, rows[i].status);
		if (rows[i].message)
			assert_string_equal(error_text(&err), rows[i].message);
		else
			assert_int_equal(number, rows[i].number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_by_type_range_and_choices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
