/* SPDX-License-Identifier: MIT */
#include "fit.h"

#include "reason.h"
#include "unit.h"

static const struct wish most = { .reserve = -1 };

static struct room room_of(int64_t limit, int64_t there, int64_t milli, unsigned int allowed,
			   unsigned int online)
{
	return (struct room){ limit, there, milli, allowed, online, 2 };
}

/* Neither too much nor a MiB too little, whatever the limit. */
static void guest_and_overhead_fill_the_limit(void **state)
{
	(void)state;
	uint64_t seed = 5;
	for (int i = 0; i < 20000; i++) {
		int64_t limit = 512 * MIB + (int64_t)random_below(&seed, UINT64_C(1) << 42);
		unsigned int processors = 1 + (unsigned int)random_below(&seed, 32);
		struct room room = room_of(limit, -1, -1, 1, 1);
		int64_t memory = fit_memory(&room, &most, processors);
		int64_t more = memory + MIB;
		assert_int_equal(memory % MIB, 0);
		assert_true(memory + fit_overhead(&most, processors, memory) <= limit);
		assert_true(more + fit_overhead(&most, processors, more) > limit);
	}
}

static void the_formula_is_that_of_the_manual(void **state)
{
	(void)state;
	const struct wish reserve = { .reserve = 100 };
	assert_int_equal(fit_overhead(&most, 2, 1024 * MIB), (240 + 16 + 2) * MIB);
	assert_int_equal(fit_overhead(&most, 1, 1), 248 * MIB + 1);
	assert_int_equal(fit_overhead(&reserve, 9, 1024 * MIB), 100);
}

static void nothing_is_ever_negative_or_too_large(void **state)
{
	(void)state;
	const struct wish half = { WISH_PERCENT, 50, 0, -1 };
	const struct wish whole = { WISH_PERCENT, 100, 0, -1 };
	const struct wish size = { WISH_SIZE, INT64_MAX, 0, -1 };
	struct room room = room_of(0, -1, -1, 0, 0);
	assert_true(fit_memory(&room, &most, 1) < FIT_LEAST);
	assert_true(fit_memory(&room, &half, 4096) < FIT_LEAST);
	assert_true(fit_memory(&room, &size, 65535) < FIT_LEAST);
	room = room_of(INT64_MAX, -1, INT64_MAX, 8192, 8192);
	assert_true(fit_memory(&room, &most, 1) > 0);
	assert_true(fit_memory(&room, &half, 1) > 0);
	assert_true(fit_memory(&room, &size, 1) > 0);
	assert_int_equal(fit_processors(&room, &most, 255), 255);
	assert_int_equal(fit_memory(&room, &whole, 1), fit_memory(&room, &most, 1));
	/* Nothing can be read. */
	room = room_of(-1, -1, -1, 0, 0);
	assert_int_equal(fit_memory(&room, &most, 1), FIT_MEMORY);
	assert_int_equal(fit_memory(&room, &half, 1), FIT_MEMORY);
	assert_int_equal(fit_processors(&room, &most, 255), 1);
}

static void processors_are_what_quota_and_set_allow(void **state)
{
	(void)state;
	static const struct {
		int64_t milli;
		unsigned int allowed, online, wished, most, wanted;
	} rows[] = {
		{ -1, 8, 8, 0, 255, FIT_PROCESSORS },
		{ -1, 1, 1, 0, 255, 1 },
		{ -1, 4, 8, 0, 255, 4 },
		{ 2000, 8, 8, 0, 255, 2 },
		{ 2999, 8, 8, 0, 255, 2 },
		{ 999, 8, 8, 0, 255, 1 },
		{ 0, 8, 8, 0, 255, 1 },
		{ 6000, 3, 8, 0, 255, 3 },
		{ 300000, 400, 400, 0, 255, 255 },
		{ 2000, 8, 8, 6, 255, 6 },
		{ -1, 8, 8, 16, 8, 8 },
		{ 2000, 0, 0, 0, 255, 1 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct room room = room_of(-1, -1, rows[i].milli, rows[i].allowed, rows[i].online);
		struct wish wish = { .processors = rows[i].wished, .reserve = -1 };
		assert_int_equal(fit_processors(&room, &wish, rows[i].most), rows[i].wanted);
	}
}

static void assert_reason(const struct room *room, const struct wish *wish, const char *wanted)
{
	char reason[REASON_MAX];
	reason_of_memory(room, wish, 2, fit_memory(room, wish, 2), reason);
	assert_string_equal(reason, wanted);
}

static void reasons_show_the_sum(void **state)
{
	(void)state;
	const struct wish half = { WISH_PERCENT, 50, 0, -1 };
	const struct wish size = { WISH_SIZE, 512 * MIB, 0, -1 };
	const struct wish reserve = { .reserve = 300 * MIB };
	struct room room = room_of(2048 * MIB, -1, -1, 1, 1);
	assert_reason(&room, &most,
		      "no size was given; 2048 MiB that may be used (cgroup v2), less 260 MiB for "
		      "QEMU itself (240, 8 a processor, 1/512 of the guest's memory)");
	assert_reason(&room, &half,
		      "no size was given; 50% of 2048 MiB that may be used (cgroup v2), less 260 "
		      "MiB for QEMU itself (240, 8 a processor, 1/512 of the guest's memory)");
	assert_reason(&room, &reserve,
		      "no size was given; 2048 MiB that may be used (cgroup v2), less 300 MiB for "
		      "QEMU itself (reserve)");
	assert_reason(&room, &size, "no size was given; this one is configured");
	room = room_of(-1, 2048 * MIB, -1, 1, 1);
	assert_reason(&room, &half,
		      "no size was given; 50% of 2048 MiB that the machine has, less 260 MiB for "
		      "QEMU itself (240, 8 a processor, 1/512 of the guest's memory)");
	assert_reason(&room, &most, "no size was given, and nothing limits memory here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guest_and_overhead_fill_the_limit),
		cmocka_unit_test(the_formula_is_that_of_the_manual),
		cmocka_unit_test(nothing_is_ever_negative_or_too_large),
		cmocka_unit_test(processors_are_what_quota_and_set_allow),
		cmocka_unit_test(reasons_show_the_sum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
