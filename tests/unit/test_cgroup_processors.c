/* SPDX-License-Identifier: MIT */
#include "cgroup/processors.h"

#include "doctor_root.h"
#include "unit.h"

#include <sched.h>

static void what_is_allowed_and_online_counts(void **state)
{
	(void)state;
	static const struct {
		const char *online, *allowed;
		struct processors wanted;
	} rows[] = {
		{ "0-3\n", "0-3", { 4, 4 } },
		{ "0-7\n", "2,4-5", { 8, 3 } },
		{ "0,2-3\n", "0-127", { 3, 3 } },
		{ "0\n", "0", { 1, 1 } },
		{ "0-3\n", "4", { 4, 0 } },
		{ "0-99999999999999999999\n", "0-8191", { 8192, 8192 } },
		{ "3-1\n", "nonsense", { 0, 0 } },
		{ "-2\n", "", { 0, 0 } },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct processors found;
		char status[200];
		CLEANUP_SCRATCH struct scratch scratch;
		scratch_make(&scratch);
		root_file(&scratch, "/sys/devices/system/cpu/online", rows[i].online);
		snprintf(status, sizeof(status),
			 "Name:\tqemu\nCpus_allowed:\tff\nCpus_allowed_list:\t%s\nMems_allowed:"
			 "\t1\n",
			 rows[i].allowed);
		root_file(&scratch, "/proc/self/status", status);
		processors_read(scratch.folder, &found);
		assert_int_equal(found.online, rows[i].wanted.online);
		assert_int_equal(found.allowed, rows[i].wanted.allowed);
	}
}

static void nothing_there_is_nothing_known(void **state)
{
	(void)state;
	struct processors found = { 9, 9 };
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	processors_read(scratch.folder, &found);
	assert_int_equal(found.online, 0);
	assert_int_equal(found.allowed, 0);
}

/* The real files say what the kernel answers. */
static void here_it_is_our_affinity(void **state)
{
	(void)state;
	struct processors found;
	cpu_set_t set;
	assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
	processors_read("", &found);
	assert_int_equal(found.allowed, CPU_COUNT(&set));
	assert_true(found.online >= found.allowed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_allowed_and_online_counts),
		cmocka_unit_test(nothing_there_is_nothing_known),
		cmocka_unit_test(here_it_is_our_affinity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
