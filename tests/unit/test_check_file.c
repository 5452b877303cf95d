/* SPDX-License-Identifier: MIT */
#include "inspect/check_file.h"

#include "inspected.h"

static bool check(const char *plugin, struct findings *findings)
{
	findings_begin(findings, "plugin", "Plugin");
	return check_file(inspected_path(plugin), findings);
}

static void each_thing_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *plugin;
		enum severity severity;
		const char *words;
	} rows[] = {
		{ "no-note", SEVERITY_BROKEN, "it has no note, which QW_PLUGIN() writes" },
		{ "wrong-major", SEVERITY_BROKEN, "interface version 1" },
		{ "no-descriptor", SEVERITY_BROKEN, "exports no descriptor" },
		{ "nobody", SEVERITY_BROKEN, "No such file" },
		{ "unresolved", SEVERITY_BROKEN, "undefined symbol: qw_test_function_of_nobody" },
		{ "exports", SEVERITY_WARNING, "more than qw_plugin_v0: helper_of_everybody" },
		{ "rpath", SEVERITY_WARNING, "looked for in /nowhere/lib first" },
		{ "runpath", SEVERITY_WARNING, "looked for in /nowhere/lib first" },
		{ "executable-stack", SEVERITY_WARNING, "stack of the whole process executable" },
		{ "static-tls", SEVERITY_WARNING, "thread-local variables" },
		{ "memory", SEVERITY_WARNING, "it has no version" },
		{ "needs-library", SEVERITY_INFO, "it needs libm.so.6, libc.so.6" },
		{ "typed", SEVERITY_OK, "is plugin typed for interface 0." },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_FINDINGS struct findings findings = { 0 };
		bool sound = check(rows[i].plugin, &findings);
		assert_int_equal(sound, rows[i].severity != SEVERITY_BROKEN);
		assert_int_equal(findings_count(&findings, SEVERITY_BROKEN), !sound);
		inspected_expect(&findings, rows[i].severity, rows[i].words,
				 rows[i].severity == SEVERITY_WARNING ||
					 !strcmp(rows[i].plugin, "unresolved"));
	}
}

static void sound_plugins_have_no_warning(void **state)
{
	(void)state;
	static const char *const plugins[] = { "typed", "trace", "faulty", "descriptor" };
	for (size_t i = 0; i < COUNT(plugins); i++) {
		CLEANUP_FINDINGS struct findings findings = { 0 };
		assert_true(check(plugins[i], &findings));
		assert_int_equal(findings_count(&findings, SEVERITY_WARNING), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_thing_is_found),
		cmocka_unit_test(sound_plugins_have_no_warning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
