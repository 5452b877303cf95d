/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loader/option_value.h"
#include "loader/options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct qw_option_spec specs[] = {
	{ .name = "flag", .type = QW_BOOL, .default_value = "on" },
	{ .name = "count", .type = QW_INT, .minimum = -5, .maximum = 5 },
	{ .name = "size", .type = QW_SIZE, .default_value = "2G" },
	{ .name = "span", .type = QW_TIME, .default_value = "1500ms" },
	{ .name = "mode", .type = QW_ENUM, .default_value = "warn", .choices = "allow warn  deny" },
	{ .name = "text", .type = QW_STRING },
	{ .name = "two-words", .type = QW_STRING },
	{ .name = "path", .type = QW_PATH },
	{ .name = "rule", .type = QW_LIST, .default_value = "standard" },
};

/* One plugin, "acme", with what is said about it. */
struct fixture {
	struct settings settings;
	struct plugin_settings said;
	struct plugin plugin;
	struct arena arena;
	struct error err;
};

static void fixture_release(struct fixture *f)
{
	free(f->said.options.items);
	settings_release(&f->settings);
	arena_release(&f->arena);
	error_clear(&f->err);
}

#define CLEANUP_FIXTURE CLEANUP(fixture_release)

static void say_in(struct fixture *f, int layer, const char *folder, const char *key,
		   const char *value)
{
	struct setting *setting = VECTOR_ADD(&f->said.options);
	assert_non_null(setting);
	const char *source = layer == LAYER_TOOL ? "--plugin"
			     : layer == 2        ? "/etc/two.conf:7"
						 : "/etc/one.conf:3";
	*setting = (struct setting){ key, value, source, folder, layer };
}

static void say(struct fixture *f, int layer, const char *key, const char *value)
{
	say_in(f, layer, "/etc", key, value);
}

static int resolve(struct fixture *f)
{
	f->said.name = f->plugin.name = "acme";
	f->said.required = true;
	f->plugin.settings = &f->said;
	return options_resolve(&f->plugin, specs, sizeof(specs) / sizeof(specs[0]), &f->settings,
			       &f->arena, &f->err);
}

static const struct option_value *option(struct fixture *f, const char *key)
{
	const struct option_value *value = plugin_option(&f->plugin, key);
	assert_non_null(value);
	return value;
}

static void assert_resolved(struct fixture *f)
{
	if (resolve(f))
		fail_msg("%s", error_text(&f->err));
}

static void assert_refused(struct fixture *f, const char *message)
{
	int status = resolve(f);
	assert_int_equal(status, -f->err.code);
	assert_int_not_equal(status, 0);
	assert_string_equal(error_text(&f->err), message);
}

static void takes_defaults(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	assert_resolved(&f);
	assert_int_equal(option(&f, "flag")->number, 1);
	assert_int_equal(option(&f, "size")->number, 2147483648);
	assert_int_equal(option(&f, "span")->number, 1500);
	assert_string_equal(option(&f, "mode")->text, "warn");
	assert_null(option(&f, "text")->text);
	assert_null(option(&f, "flag")->source);
	assert_int_equal(option(&f, "count")->number, 0);
	assert_null(option(&f, "count")->text);
	assert_int_equal(option(&f, "rule")->items.count, 1);
	assert_string_equal(option(&f, "rule")->items.items[0].value, "standard");
	assert_null(option(&f, "rule")->items.items[0].source);
	assert_null(plugin_option(&f.plugin, "fla"));
}

static void later_layers_win(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	say(&f, 1, "count", "1");
	say(&f, 1, "text", "one");
	say(&f, 2, "count", "-2");
	say(&f, LAYER_TOOL, "flag", "no");
	assert_resolved(&f);
	assert_int_equal(option(&f, "count")->number, -2);
	assert_string_equal(option(&f, "count")->source, "/etc/two.conf:7");
	assert_string_equal(option(&f, "text")->text, "one");
	assert_string_equal(option(&f, "text")->source, "/etc/one.conf:3");
	assert_int_equal(option(&f, "flag")->number, 0);
	assert_string_equal(option(&f, "flag")->source, "--plugin");
}

static void variables_stand_between_files_and_tool(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	setenv("QEMU_WRAPPER_ACME_TEXT", "from variable", 1);
	setenv("QEMU_WRAPPER_ACME_TWO_WORDS", "from variable", 1);
	say(&f, 1, "text", "from file");
	say(&f, LAYER_TOOL, "two-words", "from tool");
	assert_resolved(&f);
	assert_string_equal(option(&f, "text")->text, "from variable");
	assert_string_equal(option(&f, "text")->source, "QEMU_WRAPPER_ACME_TEXT");
	assert_string_equal(option(&f, "two-words")->text, "from tool");
	unsetenv("QEMU_WRAPPER_ACME_TEXT");
	unsetenv("QEMU_WRAPPER_ACME_TWO_WORDS");
}

static void bad_variables_are_named(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	setenv("QEMU_WRAPPER_ACME_FLAG", "perhaps", 1);
	assert_refused(&f, "QEMU_WRAPPER_ACME_FLAG: option 'flag' of plugin 'acme': 'perhaps' is "
			   "not on or off");
	unsetenv("QEMU_WRAPPER_ACME_FLAG");
}

static void assert_rules(struct fixture *f, const char *rules)
{
	char text[128] = "";
	const struct option_value *value = option(f, "rule");
	for (size_t i = 0; i < value->items.count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s ",
			 value->items.items[i].value);
	assert_string_equal(text, rules);
	assert_true(value->items.count > 0);
	const struct setting *last = &value->items.items[value->items.count - 1];
	assert_string_equal(value->text, last->value);
	assert_string_equal(value->source, last->source);
}

static void lists_add_up_over_files(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	say(&f, 1, "rule", "a");
	say(&f, 1, "rule", "b");
	say(&f, 2, "rule", "a");
	assert_resolved(&f);
	assert_rules(&f, "a b a ");
	assert_string_equal(option(&f, "rule")->items.items[0].source, "/etc/one.conf:3");
}

static void a_variable_replaces_a_list(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	setenv("QEMU_WRAPPER_ACME_RULE", "v", 1);
	say(&f, 1, "rule", "a");
	say(&f, 2, "rule", "b");
	assert_resolved(&f);
	assert_rules(&f, "v ");
	unsetenv("QEMU_WRAPPER_ACME_RULE");
}

static void the_tool_replaces_a_list(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	setenv("QEMU_WRAPPER_ACME_RULE", "v", 1);
	say(&f, 1, "rule", "a");
	say(&f, LAYER_TOOL, "rule", "x");
	say(&f, LAYER_TOOL, "rule", "y");
	assert_resolved(&f);
	assert_rules(&f, "x y ");
	unsetenv("QEMU_WRAPPER_ACME_RULE");
}

static void repeated_keys_are_refused(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	say(&f, 1, "text", "a");
	say(&f, 1, "text", "a");
	assert_refused(&f, "/etc/one.conf:3: option 'text' of plugin 'acme' is set a second time "
			   "(first: /etc/one.conf:3)");
	CLEANUP_FIXTURE struct fixture g = { 0 };
	say(&g, LAYER_TOOL, "count", "1");
	say(&g, LAYER_TOOL, "count", "2");
	assert_refused(&g, "--plugin: option 'count' of plugin 'acme' is set a second time "
			   "(first: --plugin)");
}

static void unknown_keys_are_refused(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f = { 0 };
	say(&f, 2, "moed", "deny");
	assert_refused(&f, "/etc/two.conf:7: plugin 'acme' has no option 'moed'; did you mean "
			   "'mode'?");
	CLEANUP_FIXTURE struct fixture g = { 0 };
	say(&g, LAYER_TOOL, "xyzzy", "");
	assert_refused(&g, "--plugin: plugin 'acme' has no option 'xyzzy': it has only "
			   "flag, count, size, span, mode, text, two-words, path, rule");
	CLEANUP_FIXTURE struct fixture h = { 0 };
	say(&h, 1, "FLAG", "on");
	assert_int_equal(resolve(&h), -EINVAL);
}

static void bad_values_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *key, *value, *why;
	} cases[] = {
		{ "flag", "", "'' is not on or off" },
		{ "flag", "ON", "'ON' is not on or off" },
		{ "count", "6", "'6' is not between -5 and 5" },
		{ "count", "-6", "'-6' is not between -5 and 5" },
		{ "count", "1 ", "'1 ' is not a whole number" },
		{ "count", "99999999999999999999", "'99999999999999999999' is too large" },
		{ "size", "8E", "'8E' is too large" },
		{ "size", "-1", "'-1' is not a size such as 512M or 2G" },
		{ "span", "1d", "'1d' is not a time such as 500ms, 10s or 2m" },
		{ "mode", "al", "'al' is none of: allow warn  deny" },
		{ "mode", "", "'' is none of: allow warn  deny" },
		{ "mode", "allow warn", "'allow warn' is none of: allow warn  deny" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_FIXTURE struct fixture f = { 0 };
		CLEANUP_FREE char *message = NULL;
		say(&f, 1, cases[i].key, cases[i].value);
		assert_true(asprintf(&message, "/etc/one.conf:3: option '%s' of plugin 'acme': %s",
				     cases[i].key, cases[i].why) > 0);
		assert_refused(&f, message);
	}
}

static void every_choice_is_taken(void **state)
{
	(void)state;
	static const char *const words[] = { "allow", "warn", "deny" };
	for (size_t i = 0; i < 3; i++) {
		CLEANUP_FIXTURE struct fixture f = { 0 };
		say(&f, 1, "mode", words[i]);
		assert_resolved(&f);
		assert_string_equal(option(&f, "mode")->text, words[i]);
	}
}

static void paths_are_relative_to_who_sets_them(void **state)
{
	(void)state;
	CLEANUP_FREE char *here = getcwd(NULL, 0);
	CLEANUP_FREE char *in_here = NULL;
	assert_true(asprintf(&in_here, "%s/a/b", here) > 0);
	const struct {
		const char *folder, *value, *path;
	} cases[] = {
		{ "/etc/acme", "words", "/etc/acme/words" },
		{ "/etc/acme", "./words", "/etc/acme/words" },
		{ "/etc/acme", "../words", "/etc/acme/../words" },
		{ "/", "words", "/words" },
		{ "/etc/acme", "/words", "/words" },
		{ NULL, "/words", "/words" },
		{ NULL, "a/b", in_here },
		{ "/etc/acme", "", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_FIXTURE struct fixture f = { 0 };
		say_in(&f, 1, cases[i].folder, "path", cases[i].value);
		assert_resolved(&f);
		assert_string_equal(option(&f, "path")->text, cases[i].path);
	}
}

static struct plugin plugin_with(const char *name, struct option_value *values, size_t count)
{
	static const struct plugin_settings said = { .required = true };
	struct plugin plugin = { .name = name, .settings = &said };
	plugin.options.items = values;
	plugin.options.count = count;
	return plugin;
}

static void variables_may_not_be_shared(void **state)
{
	(void)state;
	struct option_value one[] = { { .spec = { .name = "x" } }, { .spec = { .name = "b-c" } } };
	struct option_value two[] = { { .spec = { .name = "c" } } };
	struct option_value other[] = { { .spec = { .name = "d" } } };
	struct plugin plugins[] = { plugin_with("a-b", two, 1), plugin_with("z", other, 1),
				    plugin_with("a", one, 2) };
	struct plugin_set set = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	set.list.items = plugins;
	set.list.count = 3;
	assert_int_equal(options_check_variables(&set, &err), -EEXIST);
	assert_string_equal(error_text(&err),
			    "option 'b-c' of plugin 'a' and option 'c' of plugin 'a-b' would share "
			    "one variable: these plugins can't be used together");
	CLEANUP_ERROR struct error none = { 0 };
	plugins[0] = plugin_with("a-b", other, 1);
	assert_int_equal(options_check_variables(&set, &none), 0);
	plugins[0] = plugin_with("a-bb", two, 1);
	assert_int_equal(options_check_variables(&set, &none), 0);
	plugins[0] = plugin_with("a-b", two, 1);
	one[1].spec.name = "bxc";
	assert_int_equal(options_check_variables(&set, &none), 0);
	one[1].spec.name = "b-c";
	/* A foreign hook has no variables to share. */
	static const struct plugin_settings foreign = { .foreign = "F:1" };
	plugins[2].settings = &foreign;
	assert_int_equal(options_check_variables(&set, &none), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_defaults),
		cmocka_unit_test(later_layers_win),
		cmocka_unit_test(variables_stand_between_files_and_tool),
		cmocka_unit_test(bad_variables_are_named),
		cmocka_unit_test(lists_add_up_over_files),
		cmocka_unit_test(a_variable_replaces_a_list),
		cmocka_unit_test(the_tool_replaces_a_list),
		cmocka_unit_test(repeated_keys_are_refused),
		cmocka_unit_test(unknown_keys_are_refused),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(every_choice_is_taken),
		cmocka_unit_test(paths_are_relative_to_who_sets_them),
		cmocka_unit_test(variables_may_not_be_shared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
