/* SPDX-License-Identifier: MIT */
#include "inspect/check_hooks.h"

#include "inspected.h"

static void check(const char *plugin, const char *fault, const char *when,
		  struct findings *findings)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct trial_option options[] = { { "fault", fault }, { "when", when } };
	findings_begin(findings, "plugin", "Plugin");
	int status = check_hooks(inspected_path(plugin), options,
				 when    ? 2
				 : fault ? 1
					 : 0,
				 findings, &err);
	if (status)
		fail_msg("%s", error_text(&err));
}

static const struct finding *finding_of(const struct findings *findings, enum severity severity)
{
	for (size_t i = 0; i < findings->sections.items[0].list.count; i++)
		if (findings->sections.items[0].list.items[i].severity == severity)
			return &findings->sections.items[0].list.items[i];
	return NULL;
}

static void a_sound_plugin_comes_back_from_all_lines(void **state)
{
	(void)state;
	CLEANUP_FINDINGS struct findings findings = { 0 };
	check("typed", NULL, NULL, &findings);
	assert_int_equal(findings_count(&findings, SEVERITY_BROKEN), 0);
	assert_int_equal(findings_count(&findings, SEVERITY_WARNING), 0);
	inspected_expect(&findings, SEVERITY_OK, "difficult lines", false);
	inspected_expect(&findings, SEVERITY_OK, "8 options are sound", false);
}

static void faults_are_told_with_hook_and_line(void **state)
{
	(void)state;
	static const struct {
		const char *fault, *when, *subject, *words;
	} rows[] = {
		/* Not SIGSEGV: cmocka catches it. */
		{ "abort", "check", "check", "(Aborted); on every line" },
		{ "abort", "open", "open", "(Aborted)" },
		{ "json", NULL, "rewrite", "on a line with JSON (and 2 others): -device '{" },
		{ "exit", "open", "open", "ended its process with status 0" },
		{ "_exit", "close", "close", "ended its process with status 0" },
		{ "print", NULL, "rewrite", "prints: hello; on an ordinary line and " },
		{ "print", "check", "check", "prints: hello; on every line" },
		{ "refuse", NULL, "open", "refuses: " },
		{ "nice", "open", "open", "priority" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_FINDINGS struct findings findings = { 0 };
		check("faulty", rows[i].fault, rows[i].when, &findings);
		assert_int_equal(findings_count(&findings, SEVERITY_BROKEN), 1);
		const struct finding *finding = finding_of(&findings, SEVERITY_BROKEN);
		assert_string_equal(finding->subject, rows[i].subject);
		if (!strstr(finding->text, rows[i].words))
			fail_msg("row %zu: %s", i, finding->text);
		assert_non_null(finding->remedy);
	}
}

static void its_own_output_is_tried_too(void **state)
{
	(void)state;
	static const struct {
		const char *fault, *words;
	} rows[] = {
		{ "adds-again", "changes its own output once more: add -device (guests like it)" },
		{ "refuses-own", "refuses its own output: there is one already" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_FINDINGS struct findings findings = { 0 };
		check("faulty", rows[i].fault, NULL, &findings);
		assert_int_equal(findings_count(&findings, SEVERITY_BROKEN), 0);
		inspected_expect(&findings, SEVERITY_WARNING, rows[i].words, true);
	}
}

static void what_can_not_be_loaded_is_told_once(void **state)
{
	(void)state;
	static const struct {
		const char *plugin, *words;
	} rows[] = {
		{ "no-hook", "it has no hook" },
		{ "option-type", "its option 'color' has type 9" },
		{ "dies-on-load", "was killed by signal 9 (Killed)" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_FINDINGS struct findings findings = { 0 };
		check(rows[i].plugin, NULL, NULL, &findings);
		assert_int_equal(findings_count(&findings, SEVERITY_BROKEN), 1);
		assert_int_equal(findings_count(&findings, SEVERITY_OK), 0);
		const struct finding *finding = finding_of(&findings, SEVERITY_BROKEN);
		if (!strstr(finding->text, rows[i].words))
			fail_msg("row %zu: %s", i, finding->text);
	}
}

int main(void)
{
	/* Each of some hundred children would start under it anew. */
	if (getenv("QW_VALGRIND"))
		return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_plugin_comes_back_from_all_lines),
		cmocka_unit_test(faults_are_told_with_hook_and_line),
		cmocka_unit_test(its_own_output_is_tried_too),
		cmocka_unit_test(what_can_not_be_loaded_is_told_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
