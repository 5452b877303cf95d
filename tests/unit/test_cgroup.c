/* SPDX-License-Identifier: MIT */
#include "cgroup/cgroup.h"

#include "doctor_root.h"
#include "unit.h"

static void assert_limits(struct scratch *scratch, int version, int64_t memory, int64_t processor,
			  int64_t processes)
{
	struct cgroup_limits limits;
	cgroup_limits_read(scratch->folder, &limits);
	assert_int_equal(limits.version, version);
	assert_int_equal(limits.memory_bytes, memory);
	assert_int_equal(limits.processor_milli, processor);
	assert_int_equal(limits.processes, processes);
}

static void version_2_counts_the_groups_above(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	root_file(&scratch, "/proc/self/cgroup", "0::/a/b\n");
	root_file(&scratch, "/sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
	root_file(&scratch, "/sys/fs/cgroup/a/memory.max", "1048576\n");
	root_file(&scratch, "/sys/fs/cgroup/a/b/memory.max", "2097152\n");
	root_file(&scratch, "/sys/fs/cgroup/a/b/cpu.max", "150000 100000\n");
	root_file(&scratch, "/sys/fs/cgroup/a/b/pids.max", "max\n");
	assert_limits(&scratch, 2, 1048576, 1500, -1);
	root_file(&scratch, "/sys/fs/cgroup/pids.max", "99\n");
	root_file(&scratch, "/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
	assert_limits(&scratch, 2, 1048576, -1, 99);
}

static void version_2_in_a_namespace(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	root_file(&scratch, "/proc/self/cgroup", "0::/\n");
	root_file(&scratch, "/sys/fs/cgroup/cgroup.controllers", "");
	root_file(&scratch, "/sys/fs/cgroup/memory.max", "536870912\n");
	assert_limits(&scratch, 2, 536870912, -1, -1);
}

static void version_1_mixed_with_an_empty_2(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	root_file(&scratch, "/proc/self/cgroup",
		  "9:name=systemd:/\n4:memory:/x/y\n3:cpu,cpuacct:/x\n2:pids:/x\n0::/\nnonsense\n");
	/* A container sees its own group at the mount point, whatever the path says. */
	root_file(&scratch, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
	root_file(&scratch, "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "50000\n");
	root_file(&scratch, "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us", "100000\n");
	root_file(&scratch, "/sys/fs/cgroup/pids/x/pids.max", "64\n");
	assert_limits(&scratch, 1, 1073741824, 500, 64);
	root_file(&scratch, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
	root_file(&scratch, "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "-1\n");
	assert_limits(&scratch, 1, -1, -1, 64);
}

static void none_to_be_seen(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	assert_limits(&scratch, 0, -1, -1, -1);
	root_file(&scratch, "/proc/self/cgroup", "::\n0:\n0::relative\n");
	assert_limits(&scratch, 0, -1, -1, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_2_counts_the_groups_above),
		cmocka_unit_test(version_2_in_a_namespace),
		cmocka_unit_test(version_1_mixed_with_an_empty_2),
		cmocka_unit_test(none_to_be_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
