/* SPDX-License-Identifier: MIT */
#include "command/line_kind.h"

#include "command_line.h"

struct kind_case {
	const char *line;
	bool wanted;
};

static struct line_kind kind_of(const char *line)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command = parse_line(line, &arena);
	return line_kind_of(&command);
}

/* Run on 5.2, 7.2, 10.0 and 11.1: these print something and exit, or start no guest otherwise. */
static const struct kind_case printing[] = {
	{ "", false },
	{ "-S", false },
	{ "-h", true },
	{ "--h", true },
	{ "-help", true },
	{ "-version", true },
	{ "--version -vnc :1", true },
	{ "-vnc :1 -version", true },
	{ "-M help", true },
	{ "-machine help", true },
	{ "--machine ?", true },
	{ "-M pc,help", true },
	{ "-M pc,?", true },
	{ "-M help,accel=kvm", true },
	{ "-M type=help", true },
	{ "-M pc,nohelp", false },
	{ "-M helper", false },
	{ "-cpu help", true },
	{ "-cpu ?", true },
	{ "-cpu qemu64,help", false },
	{ "-device help", true },
	{ "-device ?", true },
	{ "-device driver=help", true },
	{ "-device e1000,help", true },
	{ "-device e1000,?", true },
	{ "-device e1000,id=x,help", true },
	{ "-device help,id=x", true },
	{ "-device driver=help,driver=e1000", false },
	{ "-device e1000,driver=help", true },
	{ "-device {\"driver\":\"help\"}", false },
	{ "-device e1000,id=help", false },
	{ "-accel help", true },
	{ "-accel ?", true },
	{ "-accel ''", true },
	{ "-accel accel=help", true },
	{ "-accel help,thread=single", true },
	{ "-accel thread=single", true },
	{ "-accel ,thread=single", false },
	{ "-accel kvm,help", false },
	{ "-accel kvm", false },
	{ "-display help", true },
	{ "-display ?", true },
	{ "-display gtk,help", false },
	{ "-display type=help", false },
	{ "-vga help", true },
	{ "-vga ?", false },
	{ "-object help", true },
	{ "-object ?", true },
	{ "-object qom-type=help", true },
	{ "-object memory-backend-ram,help", true },
	{ "-object memory-backend-ram,id=x,size=1M,help", true },
	{ "-chardev help", true },
	{ "-chardev backend=help", true },
	{ "-chardev help,id=x", true },
	{ "-chardev socket,help", true },
	{ "-netdev help", true },
	{ "-netdev type=help", true },
	{ "-netdev help,id=a", true },
	{ "-netdev user,help", false },
	{ "-nic help", true },
	{ "-nic model=help", true },
	{ "-nic user,model=help", true },
	{ "-net nic,model=help", true },
	{ "-net nic,model=e1000,model=help", true },
	{ "-net nic", false },
	{ "-net help", false },
	{ "-drive format=help", true },
	{ "-drive format=help,file=x", true },
	{ "-drive format=help,format=raw", false },
	{ "-drive help", false },
	{ "-drive file=help", false },
	{ "-audiodev help", true },
	{ "-audiodev ?", true },
	{ "-audiodev help,id=x", false },
	{ "-audiodev driver=help", false },
	{ "-audio help", true },
	{ "-audio none,model=help", true },
	{ "-audio driver=none,model=help", true },
	{ "-audio none,help", true },
	{ "-audio-help", true },
	{ "-soundhw help", true },
	{ "-soundhw hda", false },
	{ "-watchdog help", true },
	{ "-L help", true },
	{ "-L ?", true },
	{ "-L help,x", false },
	{ "-d help", true },
	{ "-d ?", true },
	{ "-d in_asm", false },
	{ "-trace help", true },
	{ "-trace ?", true },
	{ "-trace enable=help", true },
	{ "-trace help,file=x", true },
	{ "-trace enable=vnc*", false },
	{ "-smp help", true },
	{ "-smp 2,help", true },
	{ "-smp cpus=help", false },
	{ "-boot help", true },
	{ "-boot c,help", true },
	{ "-boot order=help", false },
	{ "-tpmdev help", true },
	{ "-plugin help", true },
	{ "-vnc help", true },
	{ "-vnc :1,help", true },
	{ "-vnc :1,?", true },
	{ "-vnc vnc=help", false },
	{ "-display vnc=help", true },
	{ "-spice help", true },
	{ "-rtc help", true },
	{ "-rtc base=utc,?", true },
	{ "-overcommit help", true },
	{ "-msg help", true },
	{ "-action help", true },
	{ "-run-with help", true },
	{ "-add-fd help", true },
	{ "-iscsi help", true },
	{ "-global help", true },
	{ "-realtime help", true },
	{ "-name x,help", true },
	{ "-m 1G,help", true },
	{ "-mon stdio,help", true },
	{ "-sandbox on,help", true },
	{ "-dump-vmstate file", true },
	/* Ordinary values: a guest runs, or an error stops it. */
	{ "-name help", false },
	{ "-k help", false },
	{ "-bios help", false },
	{ "-D help", false },
	{ "-option-rom help", false },
	{ "-xen-domid help", false },
	{ "-preconfig", false },
	{ "-daemonize -S", false },
	{ "-m help", false },
	{ "-mon help", false },
	{ "-sandbox help", false },
	{ "-kernel help", false },
	{ "help", false },
	/* Not an option, or perhaps not one. */
	{ "-name -version", false },
	{ "-foo -version", false },
	{ "-foo x -version", true },
	{ "-device", false },
};

static void printing_lines_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(printing); i++)
		if (kind_of(printing[i].line).prints != printing[i].wanted)
			fail_msg("%s: %s", printing[i].line, printing[i].wanted ? "no" : "yes");
}

static void probing_lines_are_known(void **state)
{
	(void)state;
	static const struct kind_case cases[] = {
		{ "-M none", true },
		{ "--machine none", true },
		{ "-machine type=none", true },
		{ "-machine none,accel=kvm:tcg", true },
		{ "-M pc -M none", true },
		{ "-M none -M pc", false },
		{ "-M none -M accel=kvm", true },
		{ "-M pc,type=none", true },
		{ "-M pc", false },
		{ "-M nonesuch", false },
		{ "-M None", false },
		{ "-qtest unix:/x", true },
		{ "-qtest-log /dev/null", false },
		{ "-accel qtest", true },
		{ "-accel accel=qtest", true },
		{ "-accel tcg -accel qtest", true },
		{ "-machine accel=qtest", true },
		{ "-accel tcg", false },
		{ "-name none", false },
		{ "-foo -M none", false },
		{ "-S", false },
		{ "-preconfig", false },
		{ "-daemonize", false },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		if (kind_of(cases[i].line).probes != cases[i].wanted)
			fail_msg("%s: %s", cases[i].line, cases[i].wanted ? "no" : "yes");
}

static void managers_are_known(void **state)
{
	(void)state;
	assert_string_equal(kind_of("-S -chardev socket,id=charmonitor,fd=3").manager, "libvirt");
	assert_null(kind_of("-S -chardev socket,id=mine").manager);
	struct line_kind all = kind_of("-M none -version -pidfile /run/ganeti/x");
	assert_true(all.prints && all.probes);
	assert_string_equal(all.manager, "ganeti");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printing_lines_are_known),
		cmocka_unit_test(probing_lines_are_known),
		cmocka_unit_test(managers_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
