/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "kvm/probe.h"

static char folder[] = "/tmp/kvm-probe-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int make_folder(void **state)
{
	(void)state;
	/* If the probe waits, the test dies of it. */
	alarm(60);
	if (!mkdtemp(folder) || mkfifo(in_folder("fifo"), 0600))
		return -1;
	int plain = open(in_folder("plain"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return plain < 0 ? -1 : close(plain);
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(in_folder("fifo"));
	unlink(in_folder("plain"));
	return rmdir(folder);
}

static void expect_failure(const char *device, enum kvm_step step, int error)
{
	struct kvm_probe probe = { KVM_STEP_DONE, -1, 99 };
	assert_false(kvm_probe(device, &probe));
	assert_int_equal(probe.step, step);
	assert_int_equal(probe.error, error);
	assert_int_equal(probe.version, -1);
}

static void says_what_is_not_there(void **state)
{
	(void)state;
	expect_failure(in_folder("missing"), KVM_STEP_OPEN, ENOENT);
	expect_failure(in_folder("plain/kvm"), KVM_STEP_OPEN, ENOTDIR);
	expect_failure("", KVM_STEP_OPEN, ENOENT);
}

static void says_what_is_not_kvm(void **state)
{
	(void)state;
	expect_failure("/dev/null", KVM_STEP_VERSION, ENOTTY);
	expect_failure(in_folder("plain"), KVM_STEP_VERSION, ENOTTY);
	expect_failure(folder, KVM_STEP_OPEN, EISDIR);
}

static void waits_for_nobody_at_a_fifo(void **state)
{
	(void)state;
	expect_failure(in_folder("fifo"), KVM_STEP_VERSION, ENOTTY);
}

static void leaves_no_descriptor(void **state)
{
	(void)state;
	int before = dup(STDERR_FILENO);
	assert_true(before >= 0);
	close(before);
	struct kvm_probe probe;
	kvm_probe("/dev/null", &probe);
	kvm_probe(folder, &probe);
	kvm_probe("/dev/kvm", &probe);
	int after = dup(STDERR_FILENO);
	close(after);
	assert_int_equal(after, before);
}

static void creates_a_vm_where_kvm_works(void **state)
{
	(void)state;
	struct kvm_probe probe;
	if (!kvm_probe("/dev/kvm", &probe)) {
		print_message("/dev/kvm fails at step %d: errno %d\n", probe.step, probe.error);
		skip();
	}
	assert_int_equal(probe.step, KVM_STEP_DONE);
	assert_int_equal(probe.error, 0);
	assert_int_equal(probe.version, KVM_API_VERSION_WANTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_not_there),
		cmocka_unit_test(says_what_is_not_kvm),
		cmocka_unit_test(waits_for_nobody_at_a_fifo),
		cmocka_unit_test(leaves_no_descriptor),
		cmocka_unit_test(creates_a_vm_where_kvm_works),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
