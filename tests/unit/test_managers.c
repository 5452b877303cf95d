/* SPDX-License-Identifier: MIT */
#include "command/managers.h"

#include "command_line.h"

static void marks_are_read_by_their_options_grammar(void **state)
{
	(void)state;
	static const struct {
		const char *line, *manager;
	} cases[] = {
		/* src/qemu/qemu_command.c of libvirt. */
		{ "-chardev socket,id=charmonitor,fd=27,server=on,wait=off", "libvirt" },
		{ "-chardev id=charmonitor,backend=socket", "libvirt" },
		{ "--chardev socket,path=/x,,y,id=charmonitor", "libvirt" },
		{ "-chardev {\"id\":\"charmonitor\",\"backend\":{\"type\":\"null\"}}", "libvirt" },
		{ "-chardev {\"backend\":{\"id\":\"charmonitor\"},\"id\":\"x\"}", NULL },
		{ "-chardev {\"id\":\"charmonitor\"", NULL },
		{ "-mon chardev=charmonitor,id=monitor,mode=control", "libvirt" },
		{ "-mon charmonitor,mode=control", "libvirt" },
		{ "-mon id=charmonitor,chardev=x", "libvirt" },
		{ "-chardev socket,id=charmonitor2", NULL },
		{ "-chardev socket,path=/id=charmonitor", NULL },
		{ "-chardev socket,path=/x,,id=charmonitor", NULL },
		{ "-chardev socket,id=a,id=charmonitor", NULL },
		{ "-chardev charmonitor,id=a", NULL },
		{ "-device x,id=charmonitor", NULL },
		{ "-chardev", NULL },
		/* lib/hypervisor/hv_kvm of Ganeti. */
		{ "-pidfile /var/run/ganeti/kvm-hypervisor/pid/vm1", "ganeti" },
		{ "-pidfile /run/ganeti/kvm-hypervisor/pid/vm1", "ganeti" },
		{ "-monitor unix:/var/run/ganeti/ctrl/vm.monitor,server,nowait", "ganeti" },
		{ "-monitor unix:/run/ganeti/ctrl/vm.monitor,server", "ganeti" },
		{ "-pidfile /srv/var/run/ganeti/x", NULL },
		{ "-pidfile /var/run/ganeti", NULL },
		{ "-pidfile /var/run/ganeti2/x", NULL },
		{ "-monitor stdio", NULL },
		{ "-serial unix:/var/run/ganeti/x", NULL },
		{ "-pidfile", NULL },
		{ "/var/run/ganeti/x", NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_COMMAND struct command command = parse_line(cases[i].line, &arena);
		const char *found = managers_find(command.items[0], &arena);
		if (strcmp(found ? found : "-", cases[i].manager ? cases[i].manager : "-"))
			fail_msg("%s: %s", cases[i].line, found ? found : "nobody");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_are_read_by_their_options_grammar),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
