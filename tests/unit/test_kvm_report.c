/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/sysmacros.h>

#include "fake_root.h"
#include "kvm/report.h"

static int set_up(void **state)
{
	static struct fake_root root;
	unsetenv("container");
	unsetenv("KUBERNETES_SERVICE_HOST");
	fake_root_make(&root);
	*state = &root;
	return 0;
}

static int tear_down(void **state)
{
	fake_root_remove(*state);
	return 0;
}

static struct kvm_report make(const char *device, enum kvm_step step, int error,
			      const struct fake_root *root)
{
	struct kvm_probe probe = { step, error, step > KVM_STEP_VERSION ? 12 : -1 };
	struct kvm_report report;
	assert_int_equal(kvm_report_make(device, &probe, root->folder, &report), 0);
	print_message("%s: %s\n%s\n", report.cause, report.summary, report.remedy);
	assert_null(strchr(report.summary, '\n'));
	return report;
}

static const struct kvm_layer *layer(const struct kvm_report *report, const char *name)
{
	for (size_t i = 0; i < report->layer_count; i++)
		if (!strcmp(report->layers[i].name, name))
			return &report->layers[i];
	fail_msg("no layer %s", name);
	return NULL;
}

/* A machine of Azure whose size offers nothing; the architecture is that of the test. */
static void azure_without_virtualization(void **state)
{
	fake_root_file(*state, "/proc/cpuinfo",
		       "vendor_id\t: GenuineIntel\nflags\t\t: fpu hypervisor\nfeatures\t: x\n");
	fake_root_file(*state, "/proc/misc", "144 nvram\n");
	fake_root_file(*state, "/sys/class/dmi/id/chassis_asset_tag",
		       "7783-7084-3265-9085-8269-3286-77\n");
	struct kvm_report report = make("/dev/kvm", KVM_STEP_OPEN, ENOENT, *state);
	assert_false(report.works);
	assert_string_equal(report.cause, "no-virtualization");
	assert_contains(report.summary, "/dev/kvm");
	assert_contains(report.summary, "No such file or directory");
	assert_contains(report.summary, "Microsoft Azure");
	assert_contains(report.remedy, "Azure");
	assert_contains(layer(&report, "cloud")->text, "Dsv3");
	assert_int_equal(layer(&report, "processor")->state, KVM_LAYER_BAD);
	assert_int_equal(layer(&report, "layer below")->state, KVM_LAYER_BAD);
	assert_int_equal(layer(&report, "module")->state, KVM_LAYER_BAD);
	assert_int_equal(layer(&report, "device node")->state, KVM_LAYER_BAD);
	assert_int_equal(layer(&report, "virtual machine")->state, KVM_LAYER_UNKNOWN);
	kvm_report_release(&report);
}

static void a_sandbox_is_bad_whatever_its_processor_shows(void **state)
{
	fake_root_file(*state, "/proc/cpuinfo", "flags\t\t: fpu vmx\nfeatures\t: sie\n");
	fake_root_file(*state, "/proc/sys/kernel/osrelease", "4.19.0-gvisor\n");
	struct kvm_report report = make("/dev/kvm", KVM_STEP_OPEN, ENOENT, *state);
	assert_int_equal(layer(&report, "layer below")->state, KVM_LAYER_BAD);
	assert_contains(report.remedy, "gVisor");
	kvm_report_release(&report);
}

static void permission_comes_with_all_numbers(void **state)
{
	fake_root_file(*state, "/proc/self/uid_map", "0 0 4294967295\n");
	fake_root_file(*state, "/proc/self/status",
		       "Uid:\t1000\t1000\t1000\t4321\nGid:\t5\t5\t5\t8765\nGroups:\t24 25\n");
	fake_root_file(*state, "/dev/kvm", "");
	assert_int_equal(chmod(fake_root_path(*state, "/dev/kvm"), 0660), 0);
	struct kvm_report report = make("/dev/kvm", KVM_STEP_OPEN, EACCES, *state);
	assert_string_equal(report.cause, "no-permission");
	assert_contains(report.summary, "Permission denied");
	assert_contains(report.summary, "mode 0660");
	assert_contains(report.summary, "user 4321, groups 8765 24 25");
	assert_int_equal(layer(&report, "permission")->state, KVM_LAYER_BAD);
	kvm_report_release(&report);
	assert_int_equal(unlink(fake_root_path(*state, "/proc/self/status")), 0);
	report = make("/dev/kvm", KVM_STEP_OPEN, EACCES, *state);
	assert_contains(report.summary, "; our ids are unknown");
	kvm_report_release(&report);
}

/* The wording for each step, with the words of errno. */
static void each_step_has_its_words(void **state)
{
	static const struct {
		enum kvm_step step;
		int error;
		const char *cause, *part, *bad;
	} cases[] = {
		{ KVM_STEP_OPEN, EPERM, "device-rule", "device rules (cgroup)", "container" },
		{ KVM_STEP_OPEN, ELOOP, "unreachable", "Too many levels", "device node" },
		{ KVM_STEP_VERSION, ENOTTY, "not-kvm", "is not KVM: Inappropriate", "API version" },
		{ KVM_STEP_VERSION, 0, "wrong-version", "API version -1, not 12", "API version" },
		{ KVM_STEP_CREATE, EBUSY, "busy", "another hypervisor", "virtual machine" },
		{ KVM_STEP_CREATE, EINVAL, "vm-refused", "cannot create a VM: Invalid argument",
		  "virtual machine" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kvm_report report = make("/dev/kvm", cases[i].step, cases[i].error, *state);
		assert_false(report.works);
		assert_string_equal(report.cause, cases[i].cause);
		assert_contains(report.summary, cases[i].part);
		assert_int_equal(layer(&report, cases[i].bad)->state, KVM_LAYER_BAD);
		assert_non_null(report.remedy);
		kvm_report_release(&report);
	}
}

/* Flags are no test: this is what software virtualization looks like. */
static void what_works_is_not_called_bad(void **state)
{
	fake_root_file(*state, "/proc/cpuinfo", "flags\t\t: fpu hypervisor\nfeatures\t: x\n");
	fake_root_file(*state, "/proc/misc", "144 nvram\n");
	fake_root_file(*state, "/dev/kvm", "");
	fake_root_file(*state, "/sys/class/dmi/id/chassis_asset_tag",
		       "7783-7084-3265-9085-8269-3286-77\n");
	struct kvm_report report = make("/dev/kvm", KVM_STEP_DONE, 0, *state);
	assert_true(report.works);
	assert_string_equal(report.cause, "works");
	assert_null(report.remedy);
	for (size_t i = 0; i < report.layer_count; i++) {
		print_message("%s: %s\n", report.layers[i].name, report.layers[i].text);
		assert_int_equal(report.layers[i].state, KVM_LAYER_OK);
	}
	kvm_report_release(&report);
}

static void a_strange_path_stays_on_one_line(void **state)
{
	char path[8192] = "/dev/a\nb\x1b[31m";
	struct kvm_report report = make(path, KVM_STEP_OPEN, ENOENT, *state);
	assert_contains(report.summary, "/dev/a?b?[31m ");
	kvm_report_release(&report);
	memset(path + strlen(path), 'x', sizeof(path) - strlen(path) - 1);
	report = make(path, KVM_STEP_OPEN, ENAMETOOLONG, *state);
	assert_contains(report.summary, "xxx... cannot be opened: File name too long");
	assert_contains(layer(&report, "device node")->text, "File name too long");
	kvm_report_release(&report);
}

static void release_may_come_twice(void **state)
{
	struct kvm_report report = make("/dev/kvm", KVM_STEP_OPEN, ENOENT, *state);
	kvm_report_release(&report);
	assert_null(report.summary);
	kvm_report_release(&report);
}

static void the_real_device_is_explained(void **state)
{
	(void)state;
	static const char *const devices[] = { "/dev/kvm", "/dev/null", "/", "/nonexistent", "" };
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++) {
		struct kvm_probe probe;
		struct kvm_report report;
		bool works = kvm_probe(devices[i], &probe);
		assert_int_equal(kvm_report_make(devices[i], &probe, "", &report), 0);
		print_message("%s\n", report.summary);
		assert_int_equal(report.works, works);
		assert_int_equal(report.remedy == NULL, works);
		assert_true(report.layer_count >= 8);
		kvm_report_release(&report);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(azure_without_virtualization),
		TEST(a_sandbox_is_bad_whatever_its_processor_shows),
		TEST(permission_comes_with_all_numbers),
		TEST(each_step_has_its_words),
		TEST(what_works_is_not_called_bad),
		TEST(a_strange_path_stays_on_one_line),
		TEST(release_may_come_twice),
		TEST(the_real_device_is_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
