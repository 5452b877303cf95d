/* SPDX-License-Identifier: MIT */
#include "report/change_text.h"

#include "command_line.h"

static void signs_tell_new_gone_and_changed(void **state)
{
	(void)state;
	static const struct {
		struct change change;
		char sign;
	} rows[] = {
		{ { .action = CHANGE_ADD, .after = "a" }, '+' },
		{ { .action = CHANGE_ADD, .before = "a", .after = "b" }, '+' },
		{ { .action = CHANGE_SET, .after = "a" }, '+' },
		{ { .action = CHANGE_SET, .before = "a", .after = "b" }, '~' },
		{ { .action = CHANGE_SET, .before = "a" }, '-' },
		{ { .action = CHANGE_REMOVE, .before = "a" }, '-' },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(change_sign(&rows[i].change), rows[i].sign);
}

/* Changes on this line, whose serials are 1 to 7; the fork's words have 5 and 6. */
static const char line[] = "-device e1000,id=n0 -device sdhci -vnc :1 disk -fork -S -m 1G";

#define SERIAL(number, name) .serial = (number), .option = (name)

static const struct {
	struct change change;
	const char *label, *values;
} rows[] = {
	{ { SERIAL(1, "device"), .action = CHANGE_SET, .id = "n0", .property = "mac", .before = "a",
	    .after = "b" },
	  "-device[id=n0].mac",
	  " a -> b" },
	{ { SERIAL(2, "device"), .action = CHANGE_SET, .property = "bus", .after = "b c" },
	  "-device[sdhci].bus",
	  " 'b c'" },
	/* The first property is the option's own value. */
	{ { SERIAL(3, "vnc"), .action = CHANGE_SET, .property = "vnc", .before = ":1",
	    .after = ":2" },
	  "-vnc",
	  " :1 -> :2" },
	{ { SERIAL(3, "vnc"), .action = CHANGE_SET, .property = "to", .after = "9" },
	  "-vnc.to",
	  " 9" },
	{ { SERIAL(1, "device"), .action = CHANGE_ADD, .id = "n0", .after = "e1000,id=n0" },
	  "-device",
	  " e1000,id=n0" },
	{ { SERIAL(99, "device"), .action = CHANGE_REMOVE, .id = "n1", .before = "x,id=n1" },
	  "-device[id=n1]",
	  " x,id=n1" },
	{ { SERIAL(99, "device"), .action = CHANGE_SET, .property = "bus", .before = "b" },
	  "-device.bus",
	  " b" },
	{ { SERIAL(4, "image"), .action = CHANGE_ADD, .after = "disk" }, "image", " disk" },
	/* Words that no table knows are all there is to show. */
	{ { SERIAL(5, "-fork"), .action = CHANGE_ADD, .after = "-fork" }, "-fork", "" },
	{ { SERIAL(6, "S"), .action = CHANGE_ADD, .after = "-S" }, "-S", "" },
	{ { SERIAL(99, "-x y"), .action = CHANGE_ADD, .after = "-x y" }, "'-x y'", "" },
	{ { .variable = "A", .action = CHANGE_SET, .before = "1", .after = "2" },
	  "environment A",
	  "=1 -> 2" },
	{ { .variable = "A", .action = CHANGE_REMOVE, .before = "" }, "environment A", "=''" },
	{ { SERIAL(3, "vnc"), .action = CHANGE_SET, .property = "a\033b", .after = "\033" },
	  "-vnc.a\\x1bb",
	  " $'\\033'" },
};

static void labels_and_values_say_what_it_concerns(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command = parse_line(line, &arena);
	struct positions positions;
	assert_int_equal(positions_make(&positions, &command, &arena), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_STRBUF struct strbuf label = { 0 }, values = { 0 };
		change_label(&rows[i].change, &positions, &label);
		change_values(&rows[i].change, &positions, " -> ", &values);
		assert_string_equal(label.text, rows[i].label);
		assert_string_equal(values.text ? values.text : "", rows[i].values);
	}
}

static void assert_why(struct change change, bool colour, const char *text)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	change_why(&change, palette_get(colour), 4, &out);
	assert_string_equal(out.text, text);
}

static void reasons_are_signed_and_wrapped(void **state)
{
	(void)state;
	assert_why((struct change){ .plugin = "acme", .reason = "ours" }, false, "acme: ours\n");
	assert_why((struct change){ .reason = "ours" }, false, "qemu-wrapper: ours\n");
	assert_why((struct change){ .plugin = "acme" }, false, "acme: no reason given\n");
	assert_why((struct change){ .plugin = "a", .reason = "b", .flags = QW_GUEST_VISIBLE },
		   false, "a: b (the guest may notice)\n");
	assert_why((struct change){ .plugin = "a\033", .reason = "b" }, true,
		   "\033[36ma\\x1b:\033[0m b\n");
	assert_why((struct change){ .plugin = "a",
				    .reason = "one two three four five six seven eight nine ten "
					      "eleven twelve thirteen fourteen" },
		   false,
		   "a: one two three four five six seven eight nine ten eleven twelve thirteen\n"
		   "    fourteen\n");
}

static void options_are_shown_with_one_dash(void **state)
{
	(void)state;
	static const char *const names[][2] = {
		{ "vnc", "-vnc" }, { "image", "image" }, { "-fork", "-fork" }, { "--x", "--x" }
	};
	for (size_t i = 0; i < COUNT(names); i++) {
		CLEANUP_STRBUF struct strbuf out = { 0 };
		option_label(names[i][0], &out);
		assert_string_equal(out.text, names[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_tell_new_gone_and_changed),
		cmocka_unit_test(labels_and_values_say_what_it_concerns),
		cmocka_unit_test(reasons_are_signed_and_wrapped),
		cmocka_unit_test(options_are_shown_with_one_dash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
