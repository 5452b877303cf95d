/* SPDX-License-Identifier: MIT */
#include "choice.h"
#include "test_kvm_line.h"

static struct choice found;
static char device[64];

static int read_it(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	choice_read(cmd, &found);
	snprintf(device, sizeof(device), "%s", found.device ? found.device : "");
	assert_int_equal(found.unsure != NULL, found.kind == CHOICE_UNSURE);
	return 0;
}

static const struct row {
	const char *line;
	enum choice_kind kind;
	const char *words;
	bool falls_back;
} rows[] = {
	{ "", CHOICE_NONE, "", false },
	{ "-m 64 -machine pc -M q35,kernel_irqchip=on", CHOICE_NONE, "", false },
	{ "-name accel=kvm -append -enable-kvm", CHOICE_NONE, "", false },
	{ "-enable-kvm", CHOICE_KVM, "kvm", false },
	{ "--enable-kvm", CHOICE_KVM, "kvm", false },
	{ "-no-kvm", CHOICE_OTHER, "tcg", false },
	{ "-enable-hax", CHOICE_OTHER, "hax", false },
	{ "-no-kqemu", CHOICE_OTHER, "tcg", false },
	{ "-kernel-kqemu", CHOICE_OTHER, "kqemu", false },
	{ "-accel kvm", CHOICE_KVM, "kvm", false },
	{ "--accel accel=kvm,kernel-irqchip=split", CHOICE_KVM, "kvm", false },
	{ "-accel kvm -accel tcg", CHOICE_KVM, "kvm:tcg", true },
	{ "-accel kvm -accel kvm", CHOICE_KVM, "kvm:kvm", false },
	{ "-accel kvm:tcg", CHOICE_KVM, "kvm:tcg", true },
	{ "-accel tcg -accel kvm", CHOICE_OTHER, "tcg:kvm", false },
	{ "-accel tcg,thread=multi", CHOICE_OTHER, "tcg", false },
	{ "-accel kvmx", CHOICE_OTHER, "kvmx", false },
	{ "-accel KVM", CHOICE_OTHER, "KVM", false },
	{ "-accel thread=multi", CHOICE_OTHER, "", false },
	{ "-machine accel=kvm", CHOICE_KVM, "kvm", false },
	{ "-M pc,accel=kvm:tcg", CHOICE_KVM, "kvm:tcg", true },
	{ "-M pc,accel=tcg:kvm", CHOICE_OTHER, "tcg:kvm", false },
	{ "-M accel=xen", CHOICE_OTHER, "xen", false },
	{ "-M accel=", CHOICE_OTHER, "", false },
	{ "-M '{\"type\":\"pc\",\"accel\":\"kvm\"}'", CHOICE_UNSURE, "", false },
	{ "-M accel=tcg -enable-kvm", CHOICE_KVM, "kvm", false },
	{ "-enable-kvm -M accel=tcg", CHOICE_OTHER, "tcg", false },
	{ "-enable-kvm -M pc", CHOICE_KVM, "kvm", false },
	{ "-enable-kvm -no-kvm", CHOICE_OTHER, "tcg", false },
	{ "-no-kvm -enable-kvm", CHOICE_KVM, "kvm", false },
	{ "-M accel=tcg,accel=kvm", CHOICE_KVM, "kvm", false },
	{ "-M accel=tcg -accel kvm", CHOICE_KVM, "kvm", false },
	{ "-acme -accel kvm", CHOICE_UNSURE, "", false },
	{ "-acme -machine pc", CHOICE_UNSURE, "", false },
	{ "-acme -enable-kvm", CHOICE_UNSURE, "", false },
	{ "-acme x -enable-kvm", CHOICE_KVM, "kvm", false },
	{ "-accel", CHOICE_UNSURE, "", false },
	{ "-m 64 -machine", CHOICE_UNSURE, "", false },
};

static void every_spelling_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n", rows[i].line);
		look_at(rows[i].line, read_it);
		assert_int_equal(found.kind, rows[i].kind);
		if (found.kind != CHOICE_UNSURE)
			assert_string_equal(found.words, rows[i].words);
		if (found.kind == CHOICE_KVM)
			assert_int_equal(found.falls_back, rows[i].falls_back);
	}
}

static void the_first_kvm_names_the_device(void **state)
{
	(void)state;
	look_at("-accel kvm,device=/dev/fdset/3 -accel kvm,device=/x", read_it);
	assert_string_equal(device, "/dev/fdset/3");
	look_at("-accel tcg -accel kvm,device=/x", read_it);
	assert_string_equal(device, "");
}

static void many_candidates_fit(void **state)
{
	(void)state;
	char line[512] = "";
	for (int i = 0; i < 30; i++)
		strcat(line, "-accel kvm ");
	look_at(line, read_it);
	assert_int_equal(found.kind, CHOICE_KVM);
	assert_true(strlen(found.words) < sizeof(found.words));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_is_read),
		cmocka_unit_test(the_first_kvm_names_the_device),
		cmocka_unit_test(many_candidates_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
