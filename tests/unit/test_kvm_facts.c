/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "fake_root.h"
#include "kvm/facts.h"

#define INITIAL_MAP "         0          0 4294967295\n"

static int set_up(void **state)
{
	static struct fake_root root;
	/* What tests of containers look at must not come from where they run. */
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

static struct kvm_facts gather(const struct fake_root *root)
{
	struct kvm_facts facts;
	facts_gather("/dev/kvm", root->folder, &facts);
	return facts;
}

static void an_empty_root_is_unknown(void **state)
{
	struct kvm_facts facts = gather(*state);
	assert_int_equal(facts.processor.virtualization, KNOWN_NOT);
	assert_int_equal(facts.kernel.registered, KNOWN_NOT);
	assert_int_equal(facts.node.error, ENOENT);
	assert_false(facts.own.known);
	assert_int_equal(facts.own.container, CONTAINER_NONE);
	assert_int_equal(facts.platform, PLATFORM_NONE);
}

static const struct {
	const char *text;
	enum processor_maker maker;
	enum known virtualization;
	bool guest;
} processors[] = {
	{ "vendor_id\t: GenuineIntel\nflags\t\t: fpu vmx sse\n", MAKER_INTEL, KNOWN_YES, false },
	{ "vendor_id\t: AuthenticAMD\nflags\t\t: fpu svm hypervisor\n", MAKER_AMD, KNOWN_YES,
	  true },
	{ "vendor_id\t: HygonGenuine\nflags\t\t: svm\n", MAKER_AMD, KNOWN_YES, false },
	{ "vendor_id\t: GenuineIntel\nflags\t\t: fpu hypervisor\n", MAKER_INTEL, KNOWN_NO, true },
	/* Neither parts of words nor other lines count. */
	{ "flags\t\t: vmxoff xsvm svm_lock\nvmx flags\t: vmx\nbugs\t: svm hypervisor\n",
	  MAKER_UNKNOWN, KNOWN_NO, false },
	{ "flags\t\t:\n", MAKER_UNKNOWN, KNOWN_NO, false },
	{ "flags\n: vmx\n", MAKER_UNKNOWN, KNOWN_NOT, false },
	{ "flags", MAKER_UNKNOWN, KNOWN_NOT, false },
	{ "\n\n\n", MAKER_UNKNOWN, KNOWN_NOT, false },
	{ "vendor_id", MAKER_UNKNOWN, KNOWN_NOT, false },
};

static void reads_flags_of_x86(void **state)
{
	const struct fake_root *root = *state;
	for (size_t i = 0; i < sizeof(processors) / sizeof(*processors); i++) {
		struct processor_facts processor;
		bool guest;
		print_message("row %zu\n", i);
		fake_root_file(root, "/proc/cpuinfo", processors[i].text);
		facts_processor(root->folder, "x86_64", &processor, &guest);
		assert_int_equal(processor.architecture, ARCHITECTURE_X86);
		assert_int_equal(processor.maker, processors[i].maker);
		assert_int_equal(processor.virtualization, processors[i].virtualization);
		assert_int_equal(guest, processors[i].guest);
	}
}

static void knows_architectures(void **state)
{
	static const struct {
		const char *machine;
		enum architecture architecture;
		enum known virtualization;
	} cases[] = {
		{ "i686", ARCHITECTURE_X86, KNOWN_YES },
		{ "i", ARCHITECTURE_OTHER, KNOWN_NOT },
		{ "", ARCHITECTURE_OTHER, KNOWN_NOT },
		{ "aarch64", ARCHITECTURE_ARM, KNOWN_NOT },
		{ "armv7l", ARCHITECTURE_ARM, KNOWN_NOT },
		{ "s390x", ARCHITECTURE_S390, KNOWN_YES },
		{ "ppc64le", ARCHITECTURE_OTHER, KNOWN_NOT },
	};
	const struct fake_root *root = *state;
	fake_root_file(root, "/proc/cpuinfo", "flags\t: vmx\nfeatures\t: esan3 sie\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct processor_facts processor;
		bool guest;
		print_message("%s\n", cases[i].machine);
		facts_processor(root->folder, cases[i].machine, &processor, &guest);
		assert_int_equal(processor.architecture, cases[i].architecture);
		assert_int_equal(processor.virtualization, cases[i].virtualization);
	}
}

/* A file without an end, of NUL bytes or noise, can't do more than waste its bytes. */
static void hostile_files_do_no_harm(void **state)
{
	static const char *const paths[] = { "/proc/cpuinfo",
					     "/proc/misc",
					     "/proc/version",
					     "/proc/cmdline",
					     "/proc/self/status",
					     "/proc/self/uid_map",
					     "/proc/self/cgroup",
					     "/proc/self/mounts",
					     "/proc/self/attr/current",
					     "/proc/sys/kernel/osrelease",
					     "/proc/sys/kernel/overflowgid",
					     "/sys/class/dmi/id/product_name" };
	static char noise[2 * 32768];
	for (unsigned int kind = 0; kind < 6; kind++) {
		uint32_t seed = kind;
		for (size_t i = 0; i < sizeof(noise); i++) {
			seed = seed * 1103515245u + 12345u;
			noise[i] = kind < 4 ? "\0a\n "[kind] : (char)(seed >> 16);
		}
		for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
			fake_root_bytes(*state, paths[i], noise, sizeof(noise));
		struct kvm_facts facts = gather(*state);
		assert_int_not_equal(facts.kernel.registered, KNOWN_YES);
		assert_true(facts.own.ids.group_count <= ACCESS_GROUPS_MAX);
		for (const char *at = facts.product; *at; at++)
			assert_true((unsigned char)*at >= ' ' && *at != 0x7f);
	}
}

static void a_fifo_is_not_waited_for(void **state)
{
	alarm(60);
	assert_int_equal(mkfifo(fake_root_path(*state, "/proc/cpuinfo"), 0600), 0);
	assert_int_equal(gather(*state).processor.virtualization, KNOWN_NOT);
	alarm(0);
}

static void misc_tells_whether_kvm_runs(void **state)
{
	static const struct {
		const char *text;
		enum known registered;
	} cases[] = {
		{ "130 watchdog\n232 kvm\n144 nvram\n", KNOWN_YES },
		{ "232 kvm", KNOWN_YES },
		{ "130 watchdog\n", KNOWN_NO },
		{ "231 kvm\n232 kvm-test\n1232 kvm\n", KNOWN_NO },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		fake_root_file(*state, "/proc/misc", cases[i].text);
		assert_int_equal(gather(*state).kernel.registered, cases[i].registered);
	}
	fake_root_path(*state, "/sys/module/kvm_amd/");
	fake_root_path(*state, "/sys/module/vboxdrv/");
	struct kvm_facts facts = gather(*state);
	assert_true(facts.kernel.amd_module && facts.kernel.vboxdrv);
	assert_false(facts.kernel.intel_module || facts.kernel.vmmon || facts.kernel.mshv);
}

static void reads_ids_that_open_files(void **state)
{
	fake_root_file(*state, "/proc/self/uid_map", INITIAL_MAP);
	fake_root_file(*state, "/proc/self/status",
		       "Name:\tUid:\nUid:\t1\t2\t3\t1000\nGid:\t4\t5\t6\t1001\n"
		       "Groups:\t20 36 \nCapEff:\t0000000000000000\n");
	struct own_facts own = gather(*state).own;
	assert_true(own.known);
	assert_int_equal(own.ids.uid, 1000);
	assert_int_equal(own.ids.gid, 1001);
	assert_int_equal(own.ids.group_count, 2);
	assert_int_equal(own.ids.groups[1], 36);
	assert_false(own.ids.override || own.user_namespace || own.groups_cut);
	fake_root_file(
		*state, "/proc/self/status",
		"Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t\nCapEff:\t0000000000000002\n");
	own = gather(*state).own;
	assert_int_equal(own.ids.group_count, 0);
	assert_true(own.ids.override);
	fake_root_file(*state, "/proc/self/status", "Uid:\t0\t0\t0\n");
	assert_false(gather(*state).own.known);
}

static void the_list_of_groups_has_an_end(void **state)
{
	char text[16384] = "Uid:\t1\t1\t1\t1\nGid:\t1\t1\t1\t1\nGroups:\t";
	for (unsigned int gid = 1000; gid < 1000 + ACCESS_GROUPS_MAX + 5; gid++)
		snprintf(text + strlen(text), 16, "%u ", gid);
	fake_root_file(*state, "/proc/self/status", text);
	struct own_facts own = gather(*state).own;
	assert_int_equal(own.ids.group_count, ACCESS_GROUPS_MAX);
	assert_true(own.groups_cut);
}

static void user_namespaces_bound_the_capability(void **state)
{
	const struct fake_root *root = *state;
	fake_root_file(root, "/proc/self/status",
		       "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n");
	fake_root_file(root, "/dev/kvm", "");
	fake_root_file(root, "/proc/self/uid_map", INITIAL_MAP);
	assert_true(gather(root).own.ids.override);
	fake_root_file(root, "/proc/self/uid_map", "0 1000 1\n1 100000 65536\n");
	char id[32];
	snprintf(id, sizeof(id), "%u\n", (unsigned int)getegid());
	fake_root_file(root, "/proc/sys/kernel/overflowgid", id);
	struct own_facts own = gather(root).own;
	assert_true(own.user_namespace);
	assert_int_equal(own.overflow_id, getegid());
	assert_false(own.ids.override);
	fake_root_file(root, "/proc/sys/kernel/overflowgid", "64999\n");
	assert_true(gather(root).own.ids.override);
}

/* 65534 there is any group that doesn't exist here: it makes nobody a member of the node's. */
static void unmapped_groups_say_nothing(void **state)
{
	const struct fake_root *root = *state;
	fake_root_file(root, "/proc/self/status",
		       "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t65534 7 65534\n");
	fake_root_file(root, "/proc/self/uid_map", INITIAL_MAP);
	struct kvm_facts facts = gather(root);
	assert_int_equal(facts.own.ids.group_count, 3);
	fake_root_file(root, "/proc/self/uid_map", "0 1000 1\n");
	facts = gather(root);
	assert_int_equal(facts.own.ids.group_count, 1);
	assert_int_equal(facts.own.ids.groups[0], 7);
	facts.node.access.gid = 65534;
	assert_true(facts_group_is_unmapped(&facts));
	facts.node.access.gid = 7;
	assert_false(facts_group_is_unmapped(&facts));
}

static void looks_at_the_node(void **state)
{
	const struct fake_root *root = *state;
	fake_root_file(root, "/dev/kvm", "plain");
	assert_int_equal(chmod(fake_root_path(root, "/dev/kvm"), 0640), 0);
	struct node_facts node = gather(root).node;
	assert_int_equal(node.error, 0);
	assert_false(node.character || node_is_kvm(&node));
	assert_int_equal(node.access.mode, 0640);
	assert_int_equal(node.access.uid, geteuid());
	unlink(fake_root_path(root, "/dev/kvm"));
	if (mknod(fake_root_path(root, "/dev/kvm"), S_IFCHR | 0600, makedev(10, 232))) {
		print_message("mknod: %s\n", strerror(errno));
		skip();
	}
	node = gather(root).node;
	assert_true(node_is_kvm(&node));
}

static void reads_the_acl_of_the_node(void **state)
{
	static const unsigned char acl[] = { 2,  0, 0, 0,                           /**/
					     1,  0, 6, 0, 0xff, 0xff, 0xff, 0xff,   /* user:: */
					     2,  0, 6, 0, 0xe8, 3,    0,    0,      /* user:1000: */
					     4,  0, 6, 0, 0xff, 0xff, 0xff, 0xff,   /* group:: */
					     16, 0, 6, 0, 0xff, 0xff, 0xff, 0xff,   /* mask:: */
					     32, 0, 0, 0, 0xff, 0xff, 0xff, 0xff }; /* other:: */
	fake_root_file(*state, "/dev/kvm", "");
	if (setxattr(fake_root_path(*state, "/dev/kvm"), "system.posix_acl_access", acl,
		     sizeof(acl), 0)) {
		print_message("setxattr: %s\n", strerror(errno));
		skip();
	}
	struct access_node node = gather(*state).node.access;
	assert_int_equal(node.acl_count, 5);
	assert_int_equal(node.acl[1].tag, ACL_TAG_USER);
	assert_int_equal(node.acl[1].id, 1000);
	assert_int_equal(node.acl[1].permissions, 6);
}

static void knows_containers(void **state)
{
	const struct fake_root *root = *state;
	fake_root_file(root, "/proc/self/cgroup", "0::/user.slice/session-1.scope\n");
	assert_int_equal(gather(root).own.container, CONTAINER_NONE);
	fake_root_file(root, "/run/systemd/container", "systemd-nspawn\n");
	assert_int_equal(gather(root).own.container, CONTAINER_OTHER);
	fake_root_file(root, "/.dockerenv", "");
	assert_int_equal(gather(root).own.container, CONTAINER_DOCKER);
	fake_root_file(root, "/run/.containerenv", "");
	assert_int_equal(gather(root).own.container, CONTAINER_PODMAN);
	assert_false(gather(root).own.kubernetes);
	fake_root_file(root, "/proc/self/cgroup", "0::/kubepods.slice/kubepods-pod1.slice\n");
	assert_true(gather(root).own.kubernetes);
	fake_root_file(root, "/proc/self/cgroup", "0::/\n");
	assert_false(gather(root).own.kubernetes);
	setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1", 1);
	assert_true(gather(root).own.kubernetes);
}

static void knows_the_platform_by_its_files(void **state)
{
	const struct fake_root *root = *state;
	fake_root_file(root, "/sys/class/dmi/id/sys_vendor", "Microsoft Corporation\n");
	fake_root_file(root, "/sys/class/dmi/id/product_name", "  Virtual Machine \n");
	assert_int_equal(gather(root).platform, PLATFORM_HYPERV);
	assert_string_equal(gather(root).product, "Virtual Machine");
	fake_root_file(root, "/sys/class/dmi/id/chassis_asset_tag",
		       "7783-7084-3265-9085-8269-3286-77\n");
	assert_int_equal(gather(root).platform, PLATFORM_AZURE);
	fake_root_file(root, "/proc/self/mounts",
		       "overlay / overlay rw 0 0\nkataShared /x virtiofs\n");
	assert_int_equal(gather(root).platform, PLATFORM_KATA);
	fake_root_file(root, "/proc/sys/kernel/osrelease", "6.6\x1b[31m\n");
	assert_string_equal(gather(root).release, "6.6?[31m");
}

static void tells_confinement(void **state)
{
	fake_root_file(*state, "/proc/self/attr/current", "unconfined\n");
	assert_string_equal(gather(*state).own.label, "");
	fake_root_file(*state, "/proc/self/attr/current", "docker-default (enforce)\n");
	assert_string_equal(gather(*state).own.label, "docker-default (enforce)");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_root_is_unknown),
		TEST(reads_flags_of_x86),
		TEST(knows_architectures),
		TEST(hostile_files_do_no_harm),
		TEST(a_fifo_is_not_waited_for),
		TEST(misc_tells_whether_kvm_runs),
		TEST(reads_ids_that_open_files),
		TEST(the_list_of_groups_has_an_end),
		TEST(user_namespaces_bound_the_capability),
		TEST(unmapped_groups_say_nothing),
		TEST(looks_at_the_node),
		TEST(reads_the_acl_of_the_node),
		TEST(knows_containers),
		TEST(knows_the_platform_by_its_files),
		TEST(tells_confinement),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
