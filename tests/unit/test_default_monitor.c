/* SPDX-License-Identifier: MIT */
#include "supervise/default_monitor.h"

#include "pipeline_fixture.h"

static int look(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct default_monitor *monitor = ctx->state;
	*monitor = default_monitor_of(cmd);
	return 0;
}

static struct default_monitor monitor_of(const char *const *argv)
{
	struct fixture f = { 0 };
	struct default_monitor monitor = { "not asked", "", true };
	fixture_plugin(&f, "acme", (struct qw_plugin){ .check = look });
	f.plugins[0].state = &monitor;
	assert_int_equal(fixture_run(&f, argv), 0);
	fixture_release(&f);
	return monitor;
}

enum { MOST_WORDS = 8 };

static void check_rows(const char *const (*rows)[MOST_WORDS], size_t count, const char *option,
		       const char *value)
{
	for (size_t i = 0; i < count; i++) {
		struct default_monitor monitor = monitor_of(rows[i]);
		bool same = option ? monitor.option && !strcmp(monitor.option, option) &&
					     !strcmp(monitor.value, value)
				   : !monitor.option;
		if (!same || monitor.unknown)
			fail_msg("row %zu, %s: -%s %s", i, rows[i][1], monitor.option,
				 monitor.value);
	}
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void consoles_have_one(void **state)
{
	(void)state;
	static const char *const rows[][MOST_WORDS] = {
		{ "q" },
		{ "q", "-S", "-display", "none" },
		{ "q", "-serial", "stdio" },
		{ "q", "-serial", "monitor.log" },
		{ "q", "-device", "isa-serial" },
		{ "q", "-readconfig", "x" },
		{ "q", "-object", "secret,id=qmp,data=x" },
		{ "q", "-chardev", "null,id=mon" },
	};
	check_rows(rows, COUNT(rows), "monitor", "vc:80Cx24C");
}

static void a_terminal_is_shared_with_the_serial_port(void **state)
{
	(void)state;
	static const char *const rows[][MOST_WORDS] = {
		{ "q", "-nographic" },
		{ "q", "--nographic", "-display", "gtk" },
		{ "q", "-nographic", "-parallel", "null" },
		{ "q", "-nographic", "-device", "pci-serial" },
		{ "q", "-nographic", "-global", "isa-serial-x.index=1" },
	};
	check_rows(rows, COUNT(rows), "serial", "mon:stdio");
}

static void other_serial_ports_leave_it_the_terminal(void **state)
{
	(void)state;
	static const char *const rows[][MOST_WORDS] = {
		{ "q", "-nographic", "-serial", "null" },
		{ "q", "-serial", "none", "-nographic" },
		{ "q", "-nographic", "-device", "isa-serial,chardev=c" },
		{ "q", "-nographic", "-device", "{\"driver\": \"isa-serial\"}" },
		{ "q", "-nographic", "-device", "xen-console" },
		{ "q", "-nographic", "-global", "isa-serial.index=1" },
		{ "q", "-nographic", "-global", "driver=isa-serial,property=index,value=1" },
		{ "q", "-nographic", "-readconfig", "x", "-serial", "null" },
	};
	check_rows(rows, COUNT(rows), "monitor", "stdio");
}

static void what_switches_it_off(void **state)
{
	(void)state;
	static const char *const rows[][MOST_WORDS] = {
		{ "q", "-nodefaults" },
		{ "q", "-nographic", "-nodefaults" },
		{ "q", "-monitor", "none" },
		{ "q", "-nographic", "-monitor", "null" },
		{ "q", "-qmp", "unix:q,server=on" },
		{ "q", "-qmp-pretty", "null" },
		{ "q", "-mon", "chardev=c" },
		{ "q", "-serial", "mon:stdio" },
		{ "q", "-serial", "null", "-serial", "mon:null" },
		{ "q", "-parallel", "mon:null" },
		{ "q", "-object", "monitor-qmp,id=m,chardev=c" },
		{ "q", "-object", "monitor-hmp,id=m,chardev=c" },
		{ "q", "-object", "{\"qom-type\": \"monitor-hmp\", \"id\": \"m\"}" },
	};
	check_rows(rows, COUNT(rows), NULL, NULL);
}

static void a_file_may_have_a_serial_port(void **state)
{
	(void)state;
	struct default_monitor monitor = monitor_of(LINE("-nographic", "-readconfig", "x"));
	assert_null(monitor.option);
	assert_true(monitor.unknown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(consoles_have_one),
		cmocka_unit_test(a_terminal_is_shared_with_the_serial_port),
		cmocka_unit_test(other_serial_ports_leave_it_the_terminal),
		cmocka_unit_test(what_switches_it_off),
		cmocka_unit_test(a_file_may_have_a_serial_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
