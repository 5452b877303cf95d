/* SPDX-License-Identifier: MIT */
#include "fake_root.h"
#include "kvm/remedy.h"

/* An Intel machine with KVM in its kernel, a node root:36 0660 and a plain user. */
static struct kvm_facts machine(void)
{
	return (struct kvm_facts){
		.processor = { ARCHITECTURE_X86, MAKER_INTEL, KNOWN_YES, "vmx" },
		.kernel.registered = KNOWN_YES,
		.node = { .character = true, .major = 10, .minor = 232, .access = { 0, 36, 0660 } },
		.own = { .known = true, .ids = { 1000, 1000 }, .overflow_id = 65534 },
	};
}

/* It stays until the next call; empty: there is none. */
static const char *remedy_for(const char *device, enum kvm_cause cause,
			      const struct kvm_facts *facts)
{
	static char remedy[REMEDY_MAX + 1];
	CLEANUP_STRBUF struct strbuf text = { 0 };
	remedy_make(cause, device, facts, &text);
	assert_true(text.length <= REMEDY_MAX);
	strcpy(remedy, text.text ? text.text : "");
	print_message("%s\n", remedy);
	/* One line or two. */
	const char *end = strchr(remedy, '\n');
	assert_true(!end || !strchr(end + 1, '\n'));
	return remedy;
}

static const char *remedy(enum kvm_cause cause, const struct kvm_facts *facts)
{
	return remedy_for("/dev/kvm", cause, facts);
}

#define assert_remedy(cause, facts, part) assert_contains(remedy(cause, facts), part)

static void every_failure_has_a_remedy_everywhere(void **state)
{
	(void)state;
	for (enum kvm_cause cause = KVM_WORKS; cause <= KVM_UNREACHABLE; cause++)
		for (enum platform platform = PLATFORM_NONE; platform <= PLATFORM_KVM; platform++)
			for (unsigned int place = 0; place < 8; place++) {
				struct kvm_facts facts = machine();
				facts.platform = platform;
				facts.own.container = place & 3;
				facts.own.kubernetes = place & 4;
				assert_int_equal(!*remedy(cause, &facts), cause == KVM_WORKS);
			}
}

static void the_group_is_a_number(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	assert_remedy(KVM_NO_PERMISSION, &facts, "usermod -aG 36 ");
	facts.own.container = CONTAINER_DOCKER;
	assert_remedy(KVM_NO_PERMISSION, &facts, "--group-add 36`");
	/* A pod mostly has the signs of a container as well. */
	facts.own.kubernetes = true;
	assert_remedy(KVM_NO_PERMISSION, &facts, "supplementalGroups: [36]");
	assert_lacks(remedy(KVM_NO_PERMISSION, &facts), "--group-add");
}

static void no_one_is_told_to_join_roots_group(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	facts.node.access.gid = 0;
	assert_remedy(KVM_NO_PERMISSION, &facts, "/etc/udev/rules.d/");
	assert_lacks(remedy(KVM_NO_PERMISSION, &facts), "-aG 0");
	facts.own.container = CONTAINER_PODMAN;
	assert_lacks(remedy(KVM_NO_PERMISSION, &facts), "--group-add 0");
	facts.own.kubernetes = true;
	assert_lacks(remedy(KVM_NO_PERMISSION, &facts), "[0]");
	/* Nor one that can't write. */
	facts = machine();
	facts.node.access.mode = 0640;
	assert_lacks(remedy(KVM_NO_PERMISSION, &facts), "-aG 36");
}

static void unmapped_groups_are_kept(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	facts.own.user_namespace = true;
	facts.node.access.gid = 65534;
	assert_remedy(KVM_NO_PERMISSION, &facts, "map the group");
	facts.own.container = CONTAINER_PODMAN;
	assert_remedy(KVM_NO_PERMISSION, &facts, "--group-add keep-groups");
	facts.own.container = CONTAINER_DOCKER;
	assert_remedy(KVM_NO_PERMISSION, &facts, "MODE=\"0666\"");
	facts.own.kubernetes = true;
	assert_remedy(KVM_NO_PERMISSION, &facts, "hostUsers: true");
	/* Without a namespace it is a group like others. */
	facts.own.user_namespace = false;
	assert_remedy(KVM_NO_PERMISSION, &facts, "[65534]");
}

static void numbers_that_allow_it_point_elsewhere(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	facts.own.ids.groups[facts.own.ids.group_count++] = 36;
	assert_remedy(KVM_NO_PERMISSION, &facts, "security module");
	facts.node.nodev = true;
	assert_remedy(KVM_NO_PERMISSION, &facts, "nodev");
	facts.own.container = CONTAINER_PODMAN;
	assert_remedy(KVM_NO_PERMISSION, &facts, "--device /dev/kvm");
	facts.node.error = 13;
	assert_remedy(KVM_NO_PERMISSION, &facts, "namei -l /dev/kvm");
}

static void an_acl_does_not_last(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	assert_lacks(remedy(KVM_NO_PERMISSION, &facts), "ACL");
	facts.node.access.acl[0] = (struct acl_entry){ ACL_TAG_USER, 6, 7 };
	facts.node.access.acl_count = 1;
	assert_remedy(KVM_NO_PERMISSION, &facts, "ACL");
}

static void devices_are_passed(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	assert_remedy(KVM_NO_DEVICE, &facts, "mknod -m 0660 /dev/kvm c 10 232");
	assert_remedy(KVM_DEVICE_RULE, &facts, "DeviceAllow=/dev/kvm rw");
	facts.own.container = CONTAINER_DOCKER;
	assert_remedy(KVM_NO_DEVICE, &facts, "--device /dev/kvm");
	assert_remedy(KVM_NO_DEVICE, &facts, "--group-add");
	assert_remedy(KVM_DEVICE_RULE, &facts, "--device /dev/kvm");
	facts.own.ids.uid = 0;
	assert_lacks(remedy(KVM_NO_DEVICE, &facts), "--group-add");
	facts.own.kubernetes = true;
	assert_remedy(KVM_NO_DEVICE, &facts, "device plugin");
	assert_remedy(KVM_DEVICE_RULE, &facts, "devices.kubevirt.io/kvm");
	assert_lacks(remedy(KVM_DEVICE_RULE, &facts), "--device");
}

static void another_path_is_doubted(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	assert_contains(remedy_for("/dev/kwm", KVM_NO_DEVICE, &facts), "usually is /dev/kvm");
	assert_lacks(remedy(KVM_NO_DEVICE, &facts), "usually is");
	assert_contains(remedy_for("/dev/null", KVM_NOT_KVM, &facts), "Name KVM's device");
	assert_contains(remedy_for("/dev/kvm", KVM_NOT_KVM, &facts), "put in place");
}

static void modules_go_by_the_processor(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	assert_remedy(KVM_NO_MODULE, &facts, "As root: `modprobe kvm_intel`");
	facts.processor.maker = MAKER_AMD;
	assert_remedy(KVM_NO_MODULE, &facts, "modprobe kvm_amd");
	facts.own.container = CONTAINER_DOCKER;
	assert_remedy(KVM_NO_MODULE, &facts, "On the host, as root: `modprobe kvm_amd`");
	facts.own.kubernetes = true;
	assert_remedy(KVM_NO_MODULE, &facts, "On the node");
	facts.processor.architecture = ARCHITECTURE_S390;
	assert_remedy(KVM_NO_MODULE, &facts, "modprobe kvm`");
}

static void each_layer_below_has_its_setting(void **state)
{
	(void)state;
	static const struct {
		enum platform platform;
		const char *part;
	} cases[] = {
		{ PLATFORM_NONE, "Intel VT-x" },
		{ PLATFORM_UNNAMED, "nested=1" },
		{ PLATFORM_GVISOR, "runc" },
		{ PLATFORM_KATA, "runtimeClassName" },
		{ PLATFORM_WSL1, "--set-version" },
		{ PLATFORM_WSL2, "nestedVirtualization=true" },
		{ PLATFORM_LINUXKIT, "Docker Desktop" },
		{ PLATFORM_AZURE, "Dsv3" },
		{ PLATFORM_HYPERV, "-ExposeVirtualizationExtensions $true" },
		{ PLATFORM_AWS, "NestedVirtualization=enabled" },
		{ PLATFORM_GOOGLE, "--enable-nested-virtualization" },
		{ PLATFORM_ORACLE, "BM.*" },
		{ PLATFORM_VMWARE, "Virtualize Intel VT-x/EPT or AMD-V/RVI" },
		{ PLATFORM_VIRTUALBOX, "VBoxManage modifyvm NAME --nested-hw-virt on" },
		{ PLATFORM_PARALLELS, "prlctl" },
		{ PLATFORM_APPLE, "M3" },
		{ PLATFORM_XEN, "nestedhvm=1" },
		{ PLATFORM_KVM, "-cpu host" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kvm_facts facts = machine();
		facts.processor.virtualization = KNOWN_NO;
		facts.platform = cases[i].platform;
		assert_remedy(KVM_NO_VIRTUALIZATION, &facts, cases[i].part);
	}
}

static void arm_is_told_apart(void **state)
{
	(void)state;
	static const enum platform platforms[] = { PLATFORM_NONE, PLATFORM_AZURE, PLATFORM_AWS,
						   PLATFORM_GOOGLE, PLATFORM_KVM };
	for (size_t i = 0; i < sizeof(platforms) / sizeof(*platforms); i++) {
		struct kvm_facts facts = machine();
		facts.processor.architecture = ARCHITECTURE_ARM;
		facts.platform = platforms[i];
		assert_remedy(KVM_NO_VIRTUALIZATION, &facts, "Arm");
		assert_lacks(remedy(KVM_NO_VIRTUALIZATION, &facts), "kvm_intel");
	}
}

static void sandboxes_are_named_before_devices(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	facts.own.container = CONTAINER_DOCKER;
	facts.platform = PLATFORM_GVISOR;
	assert_remedy(KVM_NO_DEVICE, &facts, "gVisor");
	assert_remedy(KVM_NO_MODULE, &facts, "gVisor");
	facts.platform = PLATFORM_LINUXKIT;
	assert_remedy(KVM_NO_DEVICE, &facts, "--device /dev/kvm");
	facts.kernel.registered = KNOWN_NO;
	assert_remedy(KVM_NO_DEVICE, &facts, "Docker Desktop");
}

static void the_other_hypervisor_is_named(void **state)
{
	(void)state;
	struct kvm_facts facts = machine();
	assert_lacks(remedy(KVM_BUSY, &facts), "modprobe");
	facts.kernel.vboxdrv = true;
	assert_remedy(KVM_BUSY, &facts, "modprobe -r vboxnetadp vboxnetflt vboxdrv");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_failure_has_a_remedy_everywhere),
		cmocka_unit_test(the_group_is_a_number),
		cmocka_unit_test(no_one_is_told_to_join_roots_group),
		cmocka_unit_test(unmapped_groups_are_kept),
		cmocka_unit_test(numbers_that_allow_it_point_elsewhere),
		cmocka_unit_test(an_acl_does_not_last),
		cmocka_unit_test(devices_are_passed),
		cmocka_unit_test(another_path_is_doubted),
		cmocka_unit_test(modules_go_by_the_processor),
		cmocka_unit_test(each_layer_below_has_its_setting),
		cmocka_unit_test(arm_is_told_apart),
		cmocka_unit_test(sandboxes_are_named_before_devices),
		cmocka_unit_test(the_other_hypervisor_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
