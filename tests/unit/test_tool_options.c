/* SPDX-License-Identifier: MIT */
#include "config/tool_options.h"

#include "config_files.h"

static void names_are_selected_and_options_set(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	struct error err = { 0 };
	assert_int_equal(
		tool_options_plugin(&settings, "acme,color=blue,text=a,,b=c,,,,d,empty=", &err), 0);
	assert_int_equal(settings.selected.count, 1);
	const struct plugin_settings *plugin = settings_find(&settings, "acme");
	assert_null(plugin->file);
	assert_false(plugin->named_by_file);
	assert_int_equal(plugin->options.count, 3);
	const char *const wanted[][2] = { { "color", "blue" },
					  { "text", "a,b=c,,d" },
					  { "empty", "" } };
	for (size_t i = 0; i < 3; i++) {
		const struct setting *option = &plugin->options.items[i];
		assert_string_equal(option->key, wanted[i][0]);
		assert_string_equal(option->value, wanted[i][1]);
		assert_string_equal(option->source, "--plugin");
		assert_int_equal(option->layer, LAYER_TOOL);
		assert_null(option->folder);
	}
	assert_int_equal(tool_options_plugin(&settings, "acme,more=1,,", &err), 0);
	plugin = settings_find(&settings, "acme");
	assert_int_equal(settings.selected.count, 1);
	assert_int_equal(plugin->options.count, 4);
	assert_string_equal(plugin->options.items[3].value, "1,");
}

static void a_file_is_known_by_its_base_name(void **state)
{
	(void)state;
	static const char *const files[] = { "sub/acme.so,k=v", "./sub/acme.so", "sub/acme" };
	CLEANUP_FREE char *here = getcwd(NULL, 0);
	for (size_t i = 0; i < 3; i++) {
		CLEANUP_SETTINGS struct settings settings = { 0 };
		struct error err = { 0 };
		assert_int_equal(tool_options_plugin(&settings, files[i], &err), 0);
		const struct plugin_settings *plugin = settings_find(&settings, "acme");
		assert_non_null(plugin);
		assert_string_equal(plugin->file, arena_printf(&settings.arena, "%s/sub/acme%s",
							       here, i < 2 ? ".so" : ""));
		assert_true(plugin->named_by_file);
		assert_int_equal(settings.selected.count, 1);
	}
	CLEANUP_SETTINGS struct settings settings = { 0 };
	struct error err = { 0 };
	assert_int_equal(tool_options_plugin(&settings, "/opt/a,,b/acme.so", &err), 0);
	assert_string_equal(settings_find(&settings, "acme")->file, "/opt/a,b/acme.so");
}

static void malformed_ones_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *part;
	} cases[] = {
		{ "", "needs a plugin's name or file" },
		{ ",a=b", "can't be a plugin's name" },
		{ "vnc,", "OPTION=VALUE must follow a comma" },
		{ "vnc,=x", "OPTION=VALUE must follow a comma" },
		{ "vnc,a=b,", "OPTION=VALUE must follow a comma" },
		{ "vnc,strict", "write strict=VALUE" },
		{ "vnc,,", "can't be a plugin's name" },
		{ "off", "reserved" },
		{ "/x/stop.so", "'stop' can't be a plugin's name" },
		{ "/x/libacme_2.so", "NAME.so" },
		{ "/x/", "NAME.so" },
		{ "/x/.so", "NAME.so" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_SETTINGS struct settings settings = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(tool_options_plugin(&settings, cases[i].text, &err), -EINVAL);
		assert_contains(error_text(&err), "--plugin");
		assert_contains(error_text(&err), cases[i].part);
	}
}

static void given_options_are_listed(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf list = { 0 };
	const char *const plugin[] = { "x" };
	const struct settings_request request = {
		.real = "/r", .plugins = "", .plugin = plugin, .plugin_count = 1
	};
	tool_options_list(&(struct settings_request){ 0 }, &list);
	assert_int_equal(list.length, 0);
	tool_options_list(&request, &list);
	assert_string_equal(list.text, "--real, --plugins, --plugin, ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_selected_and_options_set),
		cmocka_unit_test(a_file_is_known_by_its_base_name),
		cmocka_unit_test(malformed_ones_are_refused),
		cmocka_unit_test(given_options_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
