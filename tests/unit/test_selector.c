/* SPDX-License-Identifier: MIT */
#include "command/selector.h"

#include "command_line.h"

static const char *shown(const char *text)
{
	return text ? text : "-";
}

static void selectors_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text, *option, *id, *driver, *property;
		bool all;
	} cases[] = {
		{ "vnc", "vnc", NULL, NULL, NULL, false },
		{ "-vnc", "vnc", NULL, NULL, NULL, false },
		{ "--M", "machine", NULL, NULL, NULL, false },
		{ "M.accel", "machine", NULL, NULL, "accel", false },
		{ "device[*]", "device", NULL, NULL, NULL, true },
		{ "device[e1000]", "device", NULL, "e1000", NULL, false },
		{ "device[id=net0].mac", "device", "net0", NULL, "mac", false },
		{ "device[id=a.b][*].x.y", "device", "a.b", NULL, "x.y", true },
		{ "device[e1000][id=n]", "device", "n", "e1000", NULL, false },
		{ "image", "image", NULL, NULL, NULL, false },
		{ "acme-option", "acme-option", NULL, NULL, NULL, false },
		{ "fw_cfg[opt/org.x]", "fw_cfg", NULL, "opt/org.x", NULL, false },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		struct selector selector;
		assert_int_equal(selector_parse(cases[i].text, &arena, &selector, &err), 0);
		assert_string_equal(selector.option, cases[i].option);
		assert_string_equal(shown(selector.id), shown(cases[i].id));
		assert_string_equal(shown(selector.driver), shown(cases[i].driver));
		assert_string_equal(shown(selector.property), shown(cases[i].property));
		assert_int_equal(selector.all, cases[i].all);
	}
}

static void malformed_selectors_are_pointed_at(void **state)
{
	(void)state;
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{ "", "column 1: an option's name is missing" },
		{ "--", "column 3: an option's name is missing" },
		{ ".x", "column 1: an option's name is missing" },
		{ "[id=x]", "column 1: an option's name is missing" },
		{ "device[", "column 8: there is no ']'" },
		{ "device[e1000", "column 8: there is no ']'" },
		{ "device[]", "column 8: nothing between the brackets" },
		{ "device[id=]", "column 8: an id is missing" },
		{ "device[x]y", "column 10: expected '[', '.' or the end" },
		{ "device]", "column 7: expected '[', '.' or the end" },
		{ "device.", "column 8: a property's name is missing" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		struct selector selector;
		assert_int_equal(selector_parse(cases[i].text, &arena, &selector, &err), -EINVAL);
		if (!strstr(error_text(&err), cases[i].complaint))
			fail_msg("%s", error_text(&err));
	}
}

/* Which items of a line match, as a text of 0 and 1. */
static void matches_are(const char *line, const char *text, const char *wanted)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = parse_line(line, &arena);
	struct selector selector;
	assert_int_equal(selector_parse(text, &arena, &selector, &err), 0);
	char found[16] = "";
	for (size_t i = 0; i < command.count; i++)
		found[i] = selector_matches(&selector, command.items[i], &arena) ? '1' : '0';
	if (strcmp(found, wanted))
		fail_msg("%s in '%s': %s, not %s", text, line, found, wanted);
}

static void all_spellings_match(void **state)
{
	(void)state;
	static const struct {
		const char *line, *selector, *matches;
	} cases[] = {
		{ "-vnc :1 --vnc :2 -display vnc=:3 -display gtk", "vnc", "1110" },
		{ "-vnc :1 -display vnc=:3 -display gtk", "display", "001" },
		{ "-M pc --machine q35 -machine", "M", "111" },
		{ "-M pc -M accel=kvm", "machine[pc]", "10" },
		{ "-M pc -M accel=kvm", "machine.accel", "01" },
		{ "-M pc,kernel_irqchip=on", "machine.kernel-irqchip", "1" },
		{ "-device e1000,id=a -device e1000 -device rtl8139", "device[e1000]", "110" },
		{ "-device e1000,id=a -device e1000,x=1,id=b", "device[id=b]", "01" },
		{ "-device e1000,id=a,id=b", "device[id=b]", "0" },
		{ "-device driver=e1000", "device[e1000]", "1" },
		{ "-device {\"driver\":\"e1000\",\"id\":\"a\"}", "device[e1000][id=a]", "1" },
		{ "-blockdev null-co,node-name=n -blockdev null-co,id=n", "blockdev[id=n]", "10" },
		{ "-drive file=x,id=d", "drive[x]", "0" },
		{ "-drive file=x,id=d", "drive[id=d].file", "1" },
		{ "-drive file=x,readonly", "drive.readonly", "1" },
		{ "-cpu host,model=6,+avx", "cpu[host]", "1" },
		{ "-cpu host,+avx", "cpu.avx", "1" },
		{ "-S disk -vnc image", "image", "010" },
		{ "-kernel x", "kernel.x", "0" },
		{ "-kernel x", "kernel[x]", "0" },
		{ "-m", "m.size", "0" },
		{ "-device {broken", "device[e1000]", "0" },
		{ "-foo x", "foo", "10" },
		{ "--foo x -S", "-foo", "100" },
		/* Opaque words are found as what they may be. */
		{ "-foo -vnc :1", "vnc", "010" },
		{ "-foo -vnc :1", "vnc.vnc", "000" },
		{ "-foo vnc -S", "vnc", "000" },
		{ "-foo vnc -S", "image", "010" },
		{ "-foo -bar x", "bar", "010" },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		matches_are(cases[i].line, cases[i].selector, cases[i].matches);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(selectors_are_read),
		cmocka_unit_test(malformed_selectors_are_pointed_at),
		cmocka_unit_test(all_spellings_match),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
