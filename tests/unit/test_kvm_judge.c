/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kvm/judge.h"

/* What the facts say of the layers that an absent device may be due to. */
struct surroundings {
	enum known virtualization, registered;
	enum architecture architecture;
	enum platform platform;
	bool other_device;
};

static const struct {
	struct kvm_probe probe;
	struct surroundings around;
	enum kvm_cause cause;
} cases[] = {
	{ { KVM_STEP_DONE, 0, 12 }, { KNOWN_NO }, KVM_WORKS },
	/* ENOENT has four reasons. */
	{ { KVM_STEP_OPEN, ENOENT, -1 }, { KNOWN_NOT, KNOWN_NOT }, KVM_NO_DEVICE },
	{ { KVM_STEP_OPEN, ENOENT, -1 }, { KNOWN_YES, KNOWN_YES }, KVM_NO_DEVICE },
	{ { KVM_STEP_OPEN, ENOENT, -1 }, { KNOWN_NO, KNOWN_YES }, KVM_NO_DEVICE },
	{ { KVM_STEP_OPEN, ENOENT, -1 }, { KNOWN_YES, KNOWN_NOT }, KVM_NO_DEVICE },
	{ { KVM_STEP_OPEN, ENOENT, -1 }, { KNOWN_YES, KNOWN_NO }, KVM_NO_MODULE },
	{ { KVM_STEP_OPEN, ENOENT, -1 }, { KNOWN_NO, KNOWN_NO }, KVM_NO_VIRTUALIZATION },
	{ { KVM_STEP_OPEN, ENOENT, -1 }, { KNOWN_NO, KNOWN_NOT }, KVM_NO_VIRTUALIZATION },
	{ { KVM_STEP_OPEN, ENOTDIR, -1 }, { KNOWN_YES, KNOWN_NO }, KVM_NO_MODULE },
	/* Arm has no flag. */
	{ { KVM_STEP_OPEN, ENOENT, -1 },
	  { KNOWN_NOT, KNOWN_NO, ARCHITECTURE_ARM, PLATFORM_AZURE },
	  KVM_NO_VIRTUALIZATION },
	{ { KVM_STEP_OPEN, ENOENT, -1 },
	  { KNOWN_NOT, KNOWN_NO, ARCHITECTURE_ARM, PLATFORM_NONE },
	  KVM_NO_DEVICE },
	{ { KVM_STEP_OPEN, ENOENT, -1 },
	  { KNOWN_NOT, KNOWN_YES, ARCHITECTURE_ARM, PLATFORM_AZURE },
	  KVM_NO_DEVICE },
	/* A node, and nothing behind it. */
	{ { KVM_STEP_OPEN, ENODEV, -1 }, { KNOWN_YES, KNOWN_NO }, KVM_NO_MODULE },
	{ { KVM_STEP_OPEN, ENODEV, -1 }, { KNOWN_NO, KNOWN_NO }, KVM_NO_VIRTUALIZATION },
	{ { KVM_STEP_OPEN, ENXIO, -1 }, { KNOWN_YES, KNOWN_NO }, KVM_NO_MODULE },
	{ { KVM_STEP_OPEN, ENXIO, -1 }, { .other_device = true }, KVM_NOT_KVM },
	{ { KVM_STEP_OPEN, ENODEV, -1 }, { .other_device = true }, KVM_NOT_KVM },
	{ { KVM_STEP_OPEN, EISDIR, -1 }, { .other_device = true }, KVM_NOT_KVM },
	{ { KVM_STEP_VERSION, ENOTTY, -1 }, { .other_device = true }, KVM_NOT_KVM },
	{ { KVM_STEP_VERSION, EINVAL, -1 }, { KNOWN_NOT }, KVM_NOT_KVM },
	{ { KVM_STEP_VERSION, 0, 11 }, { KNOWN_NOT }, KVM_WRONG_VERSION },
	{ { KVM_STEP_VERSION, 0, 13 }, { KNOWN_NOT }, KVM_WRONG_VERSION },
	{ { KVM_STEP_OPEN, EACCES, -1 }, { KNOWN_YES }, KVM_NO_PERMISSION },
	{ { KVM_STEP_OPEN, EPERM, -1 }, { KNOWN_YES }, KVM_DEVICE_RULE },
	{ { KVM_STEP_VERSION, EPERM, -1 }, { KNOWN_YES }, KVM_VM_REFUSED },
	{ { KVM_STEP_VERSION, EACCES, -1 }, { KNOWN_YES }, KVM_VM_REFUSED },
	{ { KVM_STEP_CREATE, EPERM, 12 }, { KNOWN_YES }, KVM_VM_REFUSED },
	{ { KVM_STEP_CREATE, EINVAL, 12 }, { KNOWN_YES }, KVM_VM_REFUSED },
	{ { KVM_STEP_CREATE, ENODEV, 12 }, { KNOWN_YES }, KVM_VM_REFUSED },
	{ { KVM_STEP_CREATE, EBUSY, 12 }, { KNOWN_YES }, KVM_BUSY },
	{ { KVM_STEP_OPEN, EBUSY, -1 }, { KNOWN_YES }, KVM_BUSY },
	{ { KVM_STEP_CREATE, ENOMEM, 12 }, { KNOWN_YES }, KVM_NO_MEMORY },
	{ { KVM_STEP_OPEN, ENOMEM, -1 }, { KNOWN_YES }, KVM_NO_MEMORY },
	{ { KVM_STEP_OPEN, EMFILE, -1 }, { KNOWN_YES }, KVM_NO_DESCRIPTOR },
	{ { KVM_STEP_CREATE, ENFILE, 12 }, { KNOWN_YES }, KVM_NO_DESCRIPTOR },
	{ { KVM_STEP_OPEN, ELOOP, -1 }, { KNOWN_YES }, KVM_UNREACHABLE },
	{ { KVM_STEP_OPEN, ENAMETOOLONG, -1 }, { KNOWN_YES }, KVM_UNREACHABLE },
	{ { KVM_STEP_OPEN, EIO, -1 }, { KNOWN_NO, KNOWN_NO }, KVM_UNREACHABLE },
};

static enum kvm_cause judge_case(size_t i)
{
	const struct surroundings *around = &cases[i].around;
	struct kvm_facts facts = {
		.processor = { .architecture = around->architecture,
			       .virtualization = around->virtualization },
		.kernel.registered = around->registered,
		.node = { .character = true, .major = 10, .minor = 232 },
		.platform = around->platform,
	};
	if (around->other_device)
		facts.node.minor = 231;
	return judge(&cases[i].probe, &facts);
}

static void every_failure_has_its_cause(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		print_message("row %zu: %s\n", i, cause_word(cases[i].cause));
		assert_int_equal(judge_case(i), cases[i].cause);
	}
}

static void every_cause_is_in_the_table_and_has_a_word(void **state)
{
	(void)state;
	for (enum kvm_cause cause = KVM_WORKS; cause <= KVM_UNREACHABLE; cause++) {
		size_t rows = 0;
		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
			rows += cases[i].cause == cause;
		assert_true(rows > 0);
		assert_string_not_equal(cause_word(cause), "unknown");
		for (enum kvm_cause other = KVM_WORKS; other < cause; other++)
			assert_string_not_equal(cause_word(cause), cause_word(other));
	}
	assert_string_equal(cause_word(KVM_UNREACHABLE + 1), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_failure_has_its_cause),
		cmocka_unit_test(every_cause_is_in_the_table_and_has_a_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
