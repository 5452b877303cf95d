/* SPDX-License-Identifier: MIT */
#include "target/target.h"
#include "unit.h"

static void programs_say_what_they_emulate(void **state)
{
	(void)state;
	static const char *const names[][2] = {
		{ "qemu-system-x86_64", "x86_64" },
		{ "qemu-system-i386", "i386" },
		{ "qemu-system-x86_64-microvm", "x86_64" },
		{ "qemu-system-x86_64-spice", "x86_64" },
		{ "qemu-system-x86_64.real", "x86_64" },
		{ "qemu-system-aarch64-8.2", "aarch64" },
		{ "qemu-system-amd64", "x86_64" },
		{ "qemu-system-arm64", "aarch64" },
		{ "qemu-system-armhf", "arm" },
		{ "qemu-system-armel", "arm" },
		{ "qemu-system-mips64el", "mips64el" },
		{ "qemu-system-loongarch64", "loongarch64" },
		{ "qemu-system-ppc64", "ppc64" },
		{ "qemu", "i386" },
	};
	char target[TARGET_MAX];
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_true(target_of_program(names[i][0], target));
		assert_string_equal(target, names[i][1]);
	}
}

static void native_names_mean_the_host(void **state)
{
	(void)state;
	static const char *const names[] = { "kvm", "qemu-kvm", "kvm-spice", "qemu-kvm-1.5" };
	char target[TARGET_MAX];
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(target_of_program(names[i], target), *target_of_host() != 0);
		assert_string_equal(target, target_of_host());
	}
}

static void other_names_say_nothing(void **state)
{
	(void)state;
	static const char *const names[] = {
		"",
		"qemu-img",
		"true",
		"kvmtool",
		"xkvm",
		"qemu-kvmx",
		"qemu-system",
		"qemu-system-",
		"qemu-system--x86_64",
		"qemu-system-a_name_that_is_longer_than_any_target",
		"QEMU-SYSTEM-X86_64",
	};
	char target[TARGET_MAX];
	for (size_t i = 0; i < COUNT(names); i++)
		assert_false(target_of_program(names[i], target));
}

static void kvm_runs_what_the_build_rules_say(void **state)
{
	(void)state;
	static const struct {
		const char *target, *host;
		bool can;
	} rows[] = {
		{ "x86_64", "x86_64", true },
		{ "i386", "x86_64", true },
		{ "x86_64", "i386", true },
		{ "aarch64", "x86_64", false },
		{ "aarch64", "aarch64", true },
		{ "arm", "aarch64", false },
		{ "x86_64", "aarch64", false },
		{ "arm", "arm", true },
		{ "s390x", "s390x", true },
		{ "ppc", "ppc64", true },
		{ "mipsel", "mips64", true },
		{ "riscv64", "riscv64", true },
		{ "riscv32", "riscv64", false },
		{ "loongarch64", "loongarch64", true },
		{ "x86_64", "", false },
		{ "x86", "x86_64", false },
		{ "", "", false },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(target_has_kvm(rows[i].target, rows[i].host), rows[i].can);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_say_what_they_emulate),
		cmocka_unit_test(native_names_mean_the_host),
		cmocka_unit_test(other_names_say_nothing),
		cmocka_unit_test(kvm_runs_what_the_build_rules_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
