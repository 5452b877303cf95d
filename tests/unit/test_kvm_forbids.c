/* SPDX-License-Identifier: MIT */
#include "forbids.h"
#include "test_kvm_line.h"

/* What `look` asks with, and what it learns. Nothing can be asked of this device. */
static struct line line = { .device = "/nonexistent" };
static char reason[REASON_MAX];
static bool forbidden;

static int look(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	line.cmd = cmd;
	reason[0] = '\0';
	forbidden = forbids_find(&line, reason);
	assert_int_equal(forbidden, reason[0] != '\0');
	return 0;
}

/* Looks at each of the lines. */
static void expect(const char *target, bool wanted, const char *const *lines, size_t count)
{
	line.target = target;
	for (size_t i = 0; i < count; i++) {
		print_message("%s %s\n", target, lines[i]);
		look_at(lines[i], look);
		assert_int_equal(forbidden, wanted);
	}
}

#define ALLOWED(target, ...)                                        \
	expect(target, false, (const char *const[]){ __VA_ARGS__ }, \
	       COUNT(((const char *const[]){ __VA_ARGS__ })))
#define FORBIDDEN(target, ...)                                     \
	expect(target, true, (const char *const[]){ __VA_ARGS__ }, \
	       COUNT(((const char *const[]){ __VA_ARGS__ })))

static void plain_lines_are_free(void **state)
{
	(void)state;
	ALLOWED("x86_64", "", "-m 64 -M q35 -cpu qemu64,+sse4.2,-svm,pmu=on -smp 64", "-cpu host",
		"-cpu host,hv-time,enforce", "-cpu EPYC,enforce=off,hv-relaxed=off",
		"-M pc,kernel_irqchip=on", "-M q35,kernel-irqchip=split", "-d guest_errors",
		"-d unimp,guest_errors", "-D log", "-M q35,smm=off", "-device intel-iommu",
		"-M q35,kernel_irqchip=split -device intel-iommu,intremap=on,eim=on",
		"-device intel-iommu,intremap=off", "-global kvm-pit.lost_tick_policy=discard",
		"-name icount -append singlestep", "-trace events=x", "-S -gdb tcp::1 -snapshot");
}

static void options_of_tcg_xen_and_migration_forbid(void **state)
{
	(void)state;
	FORBIDDEN("x86_64", "-icount 3", "-dfilter 0..1", "-plugin x.so", "-singlestep",
		  "--tb-size 9", "-perfmap", "-jitdump", "-incoming defer", "-loadvm a",
		  "-loadstate /x", "-xen-domid 1", "-xen-attach", "-xen-create", "-semihosting",
		  "-no-kvm-irqchip", "-acme -icount", "-global tcg-accel.tb-size=9");
}

static void only_guest_errors_and_unimp_may_be_logged(void **state)
{
	(void)state;
	FORBIDDEN("x86_64", "-d in_asm", "-d guest_errors,int", "-d cpu,unimp", "-d unimp,",
		  "-d trace:x", "-d guest_errors -d exec", "-d guest", "-acme -d unimp");
	assert_non_null(strstr(reason, "-d"));
}

static void boards_of_other_hypervisors_forbid(void **state)
{
	(void)state;
	FORBIDDEN("x86_64", "-M xenfv", "-M xenpv", "-machine type=xenfv-4.2", "-M nitro",
		  "-M nitro-enclave,vsock=c", "-M pc -M xenfv");
	ALLOWED("x86_64", "-M xenfv -M pc");
}

static void what_kvm_may_refuse_forbids(void **state)
{
	(void)state;
	FORBIDDEN("x86_64", "-M pc,kernel_irqchip=off", "-M pc,kernel-irqchip=foo",
		  "-M kernel_irqchip=off -M q35", "-device intel-iommu,intremap=on",
		  "-device amd-iommu,intremap", "-device intel-iommu,eim=yes",
		  "-device '{\"driver\":\"intel-iommu\",\"intremap\":\"on\"}'",
		  "-global intel-iommu.intremap=on", "-global driver=a-cpu,property=lmce,value=on",
		  "-cpu qemu64,enforce", "-cpu EPYC,hv_relaxed", "-cpu EPYC,hv-spinlocks=0x1fff",
		  "-cpu qemu64,+lmce", "-cpu max,tsc-frequency=1", "-cpu qemu64,lbr-fmt=5", "-cpu",
		  "-acme -cpu");
}

static void other_spellings_of_features_forbid(void **state)
{
	(void)state;
	FORBIDDEN("x86_64", "-cpu qemu64,tsc_frequency=1", "-cpu qemu64,tsc-freq=1",
		  "-cpu qemu64,tsc_freq=1", "-cpu qemu64,lbr_fmt=5",
		  "-global x86_64-cpu.tsc-freq=1");
	ALLOWED("x86_64", "-cpu qemu64,tsc", "-cpu qemu64,tsc-deadline", "-cpu qemu64,lm");
}

static void what_only_kvm_reads_forbids(void **state)
{
	(void)state;
	FORBIDDEN("x86_64", "-M pc,kvm-shadow-mem=1G",
		  "-M pc,kvm_shadow_mem=", "-global kvm-pit.lost_tick_policy=slew",
		  "-global kvm-apic.x=1", "-global kvmclock.x=1",
		  "-global driver=kvm-pit,property=lost_tick_policy,value=x",
		  "-global property=x,driver=kvmvapic,value=1");
	ALLOWED("x86_64", "-M pc,kvm-shadow-mem=4096", "-global kvm64-x86_64-cpu.pmu=on",
		"-global kvm-pit.lost_tick_policy=delay", "-global isa-fdc.x=kvm-pit");
}

static void cpus_that_could_not_be_migrated_forbid(void **state)
{
	(void)state;
	FORBIDDEN("x86_64", "-only-migratable -cpu qemu64,+invtsc",
		  "-cpu max,migratable=off -only-migratable");
	ALLOWED("x86_64", "-only-migratable -cpu max", "-cpu qemu64,+invtsc",
		"-cpu max,migratable=off");
}

static void arm_runs_virt_with_the_hosts_own_cpu(void **state)
{
	(void)state;
	ALLOWED("aarch64", "-M virt -cpu host", "-M virt-8.2,gic-version=max -cpu max",
		"-M virt,gic-version=host,secure=off -cpu host,sve=off");
	FORBIDDEN("aarch64", "-M virt", "-M virt -cpu cortex-a57", "-M virt -cpu max,sve512=on",
		  "-cpu host", "-M raspi3b -cpu host", "-M virtx -cpu host",
		  "-M virt,secure=on -cpu max", "-M virt,virtualization=on -cpu max",
		  "-M virt,mte=true -cpu max", "-M virt,gic-version=2 -cpu host",
		  "-M virt,kernel-irqchip=split -cpu host");
	line.host_cpu = true;
	ALLOWED("aarch64", "-M virt");
	line.host_cpu = false;
}

static void other_targets_have_their_rules(void **state)
{
	(void)state;
	ALLOWED("riscv64", "-M virt -kernel k", "-M virt -kernel k -bios none");
	FORBIDDEN("riscv64", "", "-M spike -kernel k", "-M virt", "-M virt -kernel k -bios x",
		  "-M virt,aclint=on -kernel k", "-M virt -kernel k -cpu sifive-u54");
	ALLOWED("s390x", "", "-cpu host", "-M s390-ccw-virtio");
	FORBIDDEN("s390x", "-cpu z13");
	ALLOWED("ppc64", "", "-M pseries-8.2 -cpu host");
	FORBIDDEN("ppc64", "-M powernv", "-cpu power9");
	ALLOWED("loongarch64", "", "-M virt -cpu la464");
	FORBIDDEN("ppc", "");
	FORBIDDEN("mips64el", "");
}

static void the_number_of_cpus_is_only_asked_for_many(void **state)
{
	(void)state;
	/* This device answers nothing, so QEMU's own check decides. */
	ALLOWED("x86_64", "-smp 1000", "-smp 1,maxcpus=288", "-smp sockets=99999,cores=999999",
		"-smp 99999999999999999999", "-smp x", "-smp");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lines_are_free),
		cmocka_unit_test(options_of_tcg_xen_and_migration_forbid),
		cmocka_unit_test(only_guest_errors_and_unimp_may_be_logged),
		cmocka_unit_test(boards_of_other_hypervisors_forbid),
		cmocka_unit_test(what_kvm_may_refuse_forbids),
		cmocka_unit_test(other_spellings_of_features_forbid),
		cmocka_unit_test(what_only_kvm_reads_forbids),
		cmocka_unit_test(cpus_that_could_not_be_migrated_forbid),
		cmocka_unit_test(arm_runs_virt_with_the_hosts_own_cpu),
		cmocka_unit_test(other_targets_have_their_rules),
		cmocka_unit_test(the_number_of_cpus_is_only_asked_for_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
