/* SPDX-License-Identifier: MIT */
#include "inspect/fault.h"

#include "unit.h"

#include <signal.h>
#include <sys/resource.h>

static void each_is_said_in_its_own_words(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *words[FAULT_COUNT];
	for (uint32_t i = 0; i < FAULT_COUNT; i++) {
		struct fault_record record = { .fault = i, .number = 3, .detail = "x" };
		words[i] = fault_words(&record, &arena);
		assert_non_null(words[i]);
		assert_non_null(fault_remedy((enum fault)i));
		assert_in_range(fault_severity((enum fault)i), SEVERITY_INFO, SEVERITY_BROKEN);
		for (uint32_t k = 0; k < i; k++)
			assert_string_not_equal(words[k], words[i]);
	}
}

static void numbers_and_details_are_told(void **state)
{
	(void)state;
	static const struct {
		struct fault_record record;
		const char *words;
	} rows[] = {
		{ { FAULT_IGNORED, SIGHUP, "" }, "signal 1 (Hangup)" },
		{ { FAULT_INHERITED, 17, "" }, "descriptor 17" },
		{ { FAULT_LIMIT, RLIMIT_MEMLOCK, "" }, "(locked memory)" },
		{ { FAULT_LIMIT, -5, "" }, "(another one)" },
		{ { FAULT_LIMIT, 4711, "" }, "(another one)" },
		{ { FAULT_OUTPUT, 0, "hello" }, "prints: hello" },
		{ { 4711, 0, "" }, "unknown" },
	};
	CLEANUP_ARENA struct arena arena = { 0 };
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *words = fault_words(&rows[i].record, &arena);
		if (!strstr(words, rows[i].words))
			fail_msg("row %zu: %s", i, words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_said_in_its_own_words),
		cmocka_unit_test(numbers_and_details_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
