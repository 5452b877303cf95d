/* SPDX-License-Identifier: MIT */
#include "command/option_table.h"

#include "unit.h"

static void rows_are_sorted_and_found(void **state)
{
	(void)state;
	size_t count = 0;
	const struct option_info *row, *before = NULL;
	for (; (row = option_table_at(count)); count++) {
		/* A text that fills its array exactly would be compiled without its end. */
		assert_true(strnlen(row->name, sizeof(row->name)) < sizeof(row->name) &&
			    strnlen(row->canonical, sizeof(row->canonical)) <
				    sizeof(row->canonical) &&
			    strnlen(row->implied_key, sizeof(row->implied_key)) <
				    sizeof(row->implied_key));
		assert_ptr_equal(option_table_find(row->name), row);
		assert_true(!before || strcmp(before->name, row->name) < 0);
		/* What is told about a canonical name must be a row of its own. */
		const struct option_info *canonical = option_table_find(row->canonical);
		assert_non_null(canonical);
		assert_string_equal(canonical->canonical, row->canonical);
		assert_int_equal(canonical->takes_value, row->takes_value);
		if (row->grammar == GRAMMAR_PLAIN)
			assert_string_equal(row->implied_key, "");
		if (!row->takes_value)
			assert_int_equal(row->grammar, GRAMMAR_PLAIN);
		before = row;
	}
	assert_int_equal(count, 178);
	assert_null(option_table_at(SIZE_MAX));
}

static void rows_say_what_qemu_does(void **state)
{
	(void)state;
	/* qemu-options.def and the QemuOptsList of each option, 11.1. */
	static const struct option_info cases[] = {
		{ "M", "machine", "type", GRAMMAR_KEYVAL, REPEAT_MERGED, true, false },
		{ "machine", "machine", "type", GRAMMAR_KEYVAL, REPEAT_MERGED, true, false },
		{ "h", "help", "", GRAMMAR_PLAIN, REPEAT_LIST, false, false },
		{ "help", "help", "", GRAMMAR_PLAIN, REPEAT_LIST, false, false },
		{ "vnc", "vnc", "vnc", GRAMMAR_QEMUOPTS, REPEAT_LIST, true, false },
		{ "display", "display", "type", GRAMMAR_KEYVAL, REPEAT_LAST, true, true },
		{ "device", "device", "driver", GRAMMAR_QEMUOPTS, REPEAT_LIST, true, true },
		{ "netdev", "netdev", "type", GRAMMAR_QEMUOPTS, REPEAT_LIST, true, true },
		{ "object", "object", "qom-type", GRAMMAR_QEMUOPTS, REPEAT_LIST, true, true },
		{ "blockdev", "blockdev", "driver", GRAMMAR_KEYVAL, REPEAT_LIST, true, true },
		{ "audiodev", "audiodev", "driver", GRAMMAR_KEYVAL, REPEAT_LIST, true, true },
		{ "compat", "compat", "", GRAMMAR_KEYVAL, REPEAT_LAST, true, true },
		{ "incoming", "incoming", "", GRAMMAR_PLAIN, REPEAT_LIST, true, true },
		{ "drive", "drive", "", GRAMMAR_QEMUOPTS, REPEAT_LIST, true, false },
		{ "accel", "accel", "accel", GRAMMAR_QEMUOPTS, REPEAT_LIST, true, false },
		{ "m", "m", "size", GRAMMAR_QEMUOPTS, REPEAT_MERGED, true, false },
		{ "smp", "smp", "cpus", GRAMMAR_KEYVAL, REPEAT_MERGED, true, false },
		{ "boot", "boot", "order", GRAMMAR_KEYVAL, REPEAT_MERGED, true, false },
		{ "cpu", "cpu", "model", GRAMMAR_CPU, REPEAT_LAST, true, false },
		{ "name", "name", "guest", GRAMMAR_QEMUOPTS, REPEAT_MERGED, true, false },
		{ "mon", "mon", "chardev", GRAMMAR_QEMUOPTS, REPEAT_LIST, true, false },
		{ "serial", "serial", "", GRAMMAR_PLAIN, REPEAT_LIST, true, false },
		{ "global", "global", "", GRAMMAR_PLAIN, REPEAT_LIST, true, false },
		{ "set", "set", "", GRAMMAR_PLAIN, REPEAT_LIST, true, false },
		{ "kernel", "kernel", "", GRAMMAR_PLAIN, REPEAT_LAST, true, false },
		{ "S", "S", "", GRAMMAR_PLAIN, REPEAT_LIST, false, false },
		{ "s", "s", "", GRAMMAR_PLAIN, REPEAT_LIST, false, false },
		{ "no-kvm", "no-kvm", "", GRAMMAR_PLAIN, REPEAT_LIST, false, false },
		{ "tdf", "tdf", "", GRAMMAR_PLAIN, REPEAT_LIST, false, false },
		{ "virtfs_synth", "virtfs_synth", "", GRAMMAR_PLAIN, REPEAT_LIST, false, false },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct option_info *wanted = &cases[i];
		const struct option_info *row = option_table_find(wanted->name);
		assert_non_null(row);
		assert_string_equal(row->canonical, wanted->canonical);
		assert_string_equal(row->implied_key, wanted->implied_key);
		if (row->grammar != wanted->grammar || row->repeat != wanted->repeat ||
		    row->takes_value != wanted->takes_value || row->json != wanted->json)
			fail_msg("the row of -%s is wrong", wanted->name);
	}
}

static void names_match_exactly(void **state)
{
	(void)state;
	static const char *const strangers[] = { "",     "-",    "vn",         "vncc",  "VNC",
						 "vnc=", "-vnc", "nographic ", "image", "?" };
	for (size_t i = 0; i < COUNT(strangers); i++)
		assert_null(option_table_find(strangers[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted_and_found),
		cmocka_unit_test(rows_say_what_qemu_does),
		cmocka_unit_test(names_match_exactly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
