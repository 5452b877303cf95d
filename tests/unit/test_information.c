/* SPDX-License-Identifier: MIT */
#include "inspect/information.h"

#include "inspected.h"

#include <jansson.h>

/* A made-up plugin with hidden characters wherever text can stand. */
static struct option_value values[] = {
	{ .spec = { "odd", QW_ENUM, "\x1b[1m", "he\nlp", "a b", 1, 9, "1\t0" },
	  .text = "x\x1b",
	  .source = "file\n:1" },
	{ .spec = { "new-type", 77 } },
};

static struct information odd = {
	.asked = "./odd\n.so",
	.path = "/tmp/odd\n.so",
	.identity = { 0, 3, "odd", "", "does\x01it" },
	.name = "odd",
	.description = { .hooks = PHASE_BIT(PHASE_OPEN) | PHASE_BIT(PHASE_CLOSE),
			 .after = "one two",
			 .options = values,
			 .option_count = 2 },
};

static void text_is_safe_to_show(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf out = { 0 };
	information_text(&odd, &out);
	assert_false(out.failed);
	assert_string_equal(out.text, "name:      odd\n"
				      "version:   -\n"
				      "summary:   does\\x01it\n"
				      "file:      /tmp/odd .so\n"
				      "interface: 0.3\n"
				      "hooks:     open close\n"
				      "isolation: off\n"
				      "after:     one two\n"
				      "options:\n"
				      "  odd (enum: a b, default \\x1b[1m)\n"
				      "      he lp (since 1 0)\n"
				      "      variable: QEMU_WRAPPER_ODD_ODD\n"
				      "      set to 'x\\x1b' by file :1\n"
				      "  new-type (?)\n"
				      "      \n"
				      "      variable: QEMU_WRAPPER_ODD_NEW_TYPE\n");
}

static void a_foreign_hook_has_a_section_and_no_variables(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf out = { 0 };
	CLEANUP_STRBUF struct strbuf json = { 0 };
	struct error err = { 0 };
	struct information hook = odd;
	struct information_list list = { .items = &hook, .count = 1 };
	hook.name = "hook";
	hook.foreign = "a.conf:7";
	hook.has_no_variables = true;
	information_text(&hook, &out);
	assert_non_null(strstr(out.text, "name:      hook\n"
					 "section:   [foreign hook] of a.conf:7\n"));
	assert_null(strstr(out.text, "variable"));
	assert_int_equal(information_json(&list, &json, &err), 0);
	assert_non_null(strstr(json.text, "\"section\": \"a.conf:7\""));
	assert_null(strstr(json.text, "QEMU_WRAPPER_"));
}

static void json_has_the_same(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf out = { 0 };
	struct error err = { 0 };
	struct information_list list = { .items = &odd, .count = 1 };
	assert_int_equal(information_json(&list, &out, &err), 0);
	json_t *root = json_loads(out.text, 0, NULL), *plugin, *option, *settings;
	const char *asked, *summary, *help, *value;
	int minimum, maximum;
	assert_int_equal(json_unpack(root, "{s:[o]}", "plugins", &plugin), 0);
	assert_int_equal(json_unpack(plugin, "{s:s,s:s,s:n,s:[o,o]}", "asked", &asked, "summary",
				     &summary, "problem", "options", &option, &settings),
			 0);
	assert_string_equal(asked, "./odd\n.so");
	assert_string_equal(summary, "does\x01it");
	assert_int_equal(json_unpack(option, "{s:s,s:i,s:i,s:[{s:s}]}", "help", &help, "minimum",
				     &minimum, "maximum", &maximum, "settings", "value", &value),
			 0);
	assert_string_equal(help, "he\nlp");
	assert_string_equal(value, "x\x1b");
	assert_int_equal(minimum, 1);
	assert_int_equal(maximum, 9);
	json_decref(root);
}

static void what_is_wrong_stands_in_its_place(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf out = { 0 };
	struct information broken = odd;
	broken.description = (struct description){ .problem = "it\ncrashes" };
	information_text(&broken, &out);
	assert_non_null(strstr(out.text, "problem:   it crashes\n"));
	assert_null(strstr(out.text, "hooks"));
}

static void files_and_names_are_looked_up(void **state)
{
	(void)state;
	CLEANUP_INFORMATION struct information_list list = { 0 };
	struct error err = { 0 };
	char folder[4096];
	snprintf(folder, sizeof(folder), "%s/tests/plugins", getenv("QW_BUILD"));
	assert_int_equal(chdir(folder), 0);
	const char *words[] = { "./typed.so", "typed.so", "no-such-plugin", "./wrong-major.so",
				NULL };
	assert_int_equal(information_gather(words, NULL, &list, &err), 0);
	assert_int_equal(list.count, 4);
	assert_null(list.items[0].refused);
	assert_string_equal(list.items[0].identity.name, "typed");
	assert_int_equal(list.items[0].description.option_count, 8);
	assert_non_null(strstr(list.items[1].refused, "write ./typed.so"));
	assert_null(strstr(list.items[2].refused, "for the file here"));
	assert_non_null(strstr(list.items[3].refused, "interface version 1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_safe_to_show),
		cmocka_unit_test(a_foreign_hook_has_a_section_and_no_variables),
		cmocka_unit_test(json_has_the_same),
		cmocka_unit_test(what_is_wrong_stands_in_its_place),
		cmocka_unit_test(files_and_names_are_looked_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
