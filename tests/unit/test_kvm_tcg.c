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

static void become(const char *const *argv, const char *const *wanted)
{
	struct fixture f = { 0 };
	fixture_plugin(&f, "kvm", (struct qw_plugin){ .rewrite = rewrite });
	assert_int_equal(fixture_run(&f, argv), 0);
	fixture_expect(&f, wanted);
	fixture_release(&f);
}

static void candidates_become_tcg(void **state)
{
	(void)state;
	become(LINE("-accel", "kvm"), LINE("-accel", "tcg"));
	become(LINE("--accel", "accel=kvm,kernel-irqchip=split"), LINE("--accel", "tcg"));
	become(LINE("-accel", "kvm", "-accel", "kvm,device=/x"), LINE("-accel", "tcg"));
	become(LINE("-accel", "kvm,dirty-ring-size=9", "-S", "-accel", "tcg,thread=multi"),
	       LINE("-S", "-accel", "tcg,thread=multi"));
	become(LINE("-accel", "kvm", "-accel", "hvf"), LINE("-accel", "tcg", "-accel", "hvf"));
	become(LINE("-accel", "kvm:tcg"), LINE("-accel", "tcg"));
}

static void switches_go(void **state)
{
	(void)state;
	become(LINE("-enable-kvm", "-m", "64"), LINE("-m", "64", "-machine", "accel=tcg"));
	become(LINE("--enable-kvm", "-M", "pc", "-enable-kvm"),
	       LINE("-M", "pc", "-machine", "accel=tcg"));
	become(LINE("-M", "accel=tcg", "-enable-kvm"), LINE("-M", "accel=tcg"));
	become(LINE("-M", "accel=xen", "-enable-kvm"),
	       LINE("-M", "accel=xen", "-machine", "accel=tcg"));
	become(LINE("-no-kvm", "-enable-kvm"), LINE("-no-kvm"));
}

/* -accel and -machine accel= exclude each other. */
static void nothing_is_added_next_to_a_candidate(void **state)
{
	(void)state;
	become(LINE("-enable-kvm", "-accel", "kvm"), LINE("-accel", "tcg"));
}

static void machines_become_tcg(void **state)
{
	(void)state;
	become(LINE("-M", "q35,accel=kvm,smm=on,kernel_irqchip=split"),
	       LINE("-M", "q35,accel=tcg,smm=on,kernel_irqchip=split"));
	become(LINE("-machine", "accel=kvm:tcg", "-enable-kvm"), LINE("-machine", "accel=tcg"));
	become(LINE("-M", "accel=kvm", "-M", "pc,accel=kvm:hax"),
	       LINE("-M", "accel=tcg", "-M", "pc,accel=tcg"));
}

static void the_hosts_cpu_becomes_max(void **state)
{
	(void)state;
	become(LINE("-accel", "kvm", "-cpu", "host"), LINE("-accel", "tcg", "-cpu", "max"));
	become(LINE("-accel", "kvm", "-cpu",
		    "host,kvm=off,+avx,hv_relaxed,-kvm_pv_eoi,hv-vendor-id=x,pmu=on,enforce,kvm"),
	       LINE("-accel", "tcg", "-cpu", "max,+avx,pmu=on"));
	become(LINE("-accel", "kvm", "-cpu", "EPYC,kvm=off"),
	       LINE("-accel", "tcg", "-cpu", "EPYC,kvm=off"));
	become(LINE("-accel", "kvm", "-cpu", "host,migratable=off,host-cache-info=on"),
	       LINE("-accel", "tcg", "-cpu", "max,migratable=off,host-cache-info=on"));
	target = "ppc64";
	become(LINE("-accel", "kvm", "-cpu", "host"), LINE("-accel", "tcg"));
	target = NULL;
	become(LINE("-accel", "kvm", "-cpu", "host"), LINE("-accel", "tcg", "-cpu", "max"));
	target = "x86_64";
}

static void the_hosts_gic_becomes_max(void **state)
{
	(void)state;
	become(LINE("-M", "virt,gic-version=host,accel=kvm"),
	       LINE("-M", "virt,gic-version=max,accel=tcg"));
	become(LINE("-M", "virt,gic-version=3,accel=kvm"),
	       LINE("-M", "virt,gic-version=3,accel=tcg"));
}

static void only_what_lacks_tcg_changes_where_nothing_is_chosen(void **state)
{
	(void)state;
	chosen = false;
	become(LINE("-m", "64"), LINE("-m", "64"));
	become(LINE("-cpu", "host,+x"), LINE("-cpu", "max,+x"));
	become(LINE("-acme", "-cpu", "host"), LINE("-acme", "-cpu", "host"));
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
