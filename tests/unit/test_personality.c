/* SPDX-License-Identifier: MIT */
#include "personality.h"

#include "base/base_name.h"
#include "unit.h"

static void the_base_name_decides(void **state)
{
	(void)state;
	static const struct {
		const char *argv0, *name;
		bool is_tool;
	} cases[] = {
		{ "qemu-wrapper", "qemu-wrapper", true },
		{ "/usr/bin/qemu-wrapper", "qemu-wrapper", true },
		{ "./qemu-wrapper", "qemu-wrapper", true },
		{ "qemu-system-x86_64", "qemu-system-x86_64", false },
		{ "/usr/local/bin/kvm", "kvm", false },
		{ "qemu-wrapper2", "qemu-wrapper2", false },
		{ "my-qemu-wrapper", "my-qemu-wrapper", false },
		{ "Qemu-Wrapper", "Qemu-Wrapper", false },
		{ "qemu-wrapper ", "qemu-wrapper ", false },
		{ "-kvm", "-kvm", false },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct personality personality = personality_of(cases[i].argv0);
		assert_string_equal(personality.name, cases[i].name);
		assert_int_equal(personality.is_tool, cases[i].is_tool);
	}
}

static void test_01_without_a_name_the_executed_file_decides(void **state)
{
	(void)state;
	static const char *const nameless[] = { NULL, "", "/", "/usr/bin/" };
	for (size_t i = 0; i < COUNT(nameless); i++) {
		struct personality personality = personality_of(nameless[i]);
		assert_string_equal(personality.name, "units_core");
		assert_false(personality.is_tool);
	}
}

static void base_names_end_paths(void **state)
{
	(void)state;
	assert_string_equal(base_name("a/b/c"), "c");
	assert_string_equal(base_name("c"), "c");
	assert_string_equal(base_name("a/"), "");
	assert_string_equal(base_name(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_base_name_decides),
		cmocka_unit_test(test_01_without_a_name_the_executed_file_decides),
		cmocka_unit_test(base_names_end_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
