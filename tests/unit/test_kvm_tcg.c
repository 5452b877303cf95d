/* SPDX-License-Identifier: MIT */
#include "tcg.h"
#include "test_kvm_line.h"

static const char *target = "x86_64";
static bool chosen = true;

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return tcg_rewrite(cmd, target, chosen, "because");
}

static void become(const char *words, const char *wanted)
{
	struct qw_plugin plugin = KVM_PLUGIN(.rewrite = rewrite);
	struct qw_test *test = line_of(&plugin, words);
	assert_int_equal(qw_test_plan(test), 0);
	assert_string_equal(qw_test_line(test) + strlen("qemu-system-x86_64 "), wanted);
	qw_test_free(test);
}

static void candidates_become_tcg(void **state)
{
	(void)state;
	become("-accel kvm", "-accel tcg");
	become("--accel accel=kvm,kernel-irqchip=split", "--accel tcg");
	become("-accel kvm -accel kvm,device=/x", "-accel tcg");
	become("-accel kvm,dirty-ring-size=9 -S -accel tcg,thread=multi",
	       "-S -accel tcg,thread=multi");
	become("-accel kvm -accel hvf", "-accel tcg -accel hvf");
	become("-accel kvm:tcg", "-accel tcg");
}

static void switches_go(void **state)
{
	(void)state;
	become("-enable-kvm -m 64", "-m 64 -machine accel=tcg");
	become("--enable-kvm -M pc -enable-kvm", "-M pc -machine accel=tcg");
	become("-M accel=tcg -enable-kvm", "-M accel=tcg");
	become("-M accel=xen -enable-kvm", "-M accel=xen -machine accel=tcg");
	become("-no-kvm -enable-kvm", "-no-kvm");
}

/* -accel and -machine accel= exclude each other. */
static void nothing_is_added_next_to_a_candidate(void **state)
{
	(void)state;
	become("-enable-kvm -accel kvm", "-accel tcg");
}

static void machines_become_tcg(void **state)
{
	(void)state;
	become("-M q35,accel=kvm,smm=on,kernel_irqchip=split",
	       "-M q35,accel=tcg,smm=on,kernel_irqchip=split");
	become("-machine accel=kvm:tcg -enable-kvm", "-machine accel=tcg");
	become("-M accel=kvm -M pc,accel=kvm:hax", "-M accel=tcg -M pc,accel=tcg");
}

static void the_hosts_cpu_becomes_max(void **state)
{
	(void)state;
	become("-accel kvm -cpu host", "-accel tcg -cpu max");
	become("-accel kvm -cpu "
	       "host,kvm=off,+avx,hv_relaxed,-kvm_pv_eoi,hv-vendor-id=x,pmu=on,enforce,kvm",
	       "-accel tcg -cpu max,+avx,pmu=on");
	become("-accel kvm -cpu EPYC,kvm=off", "-accel tcg -cpu EPYC,kvm=off");
	become("-accel kvm -cpu host,migratable=off,host-cache-info=on",
	       "-accel tcg -cpu max,migratable=off,host-cache-info=on");
	target = "ppc64";
	become("-accel kvm -cpu host", "-accel tcg");
	target = NULL;
	become("-accel kvm -cpu host", "-accel tcg -cpu max");
	target = "x86_64";
}

static void the_hosts_gic_becomes_max(void **state)
{
	(void)state;
	become("-M virt,gic-version=host,accel=kvm", "-M virt,gic-version=max,accel=tcg");
	become("-M virt,gic-version=3,accel=kvm", "-M virt,gic-version=3,accel=tcg");
}

static void only_what_lacks_tcg_changes_where_nothing_is_chosen(void **state)
{
	(void)state;
	chosen = false;
	become("-m 64", "-m 64");
	become("-cpu host,+x", "-cpu max,+x");
	become("-acme -cpu host", "-acme -cpu host");
	chosen = true;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates_become_tcg),
		cmocka_unit_test(switches_go),
		cmocka_unit_test(nothing_is_added_next_to_a_candidate),
		cmocka_unit_test(machines_become_tcg),
		cmocka_unit_test(the_hosts_cpu_becomes_max),
		cmocka_unit_test(the_hosts_gic_becomes_max),
		cmocka_unit_test(only_what_lacks_tcg_changes_where_nothing_is_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
