/* SPDX-License-Identifier: MIT */
#include "config/headings.h"

#include "config/folders.h"
#include "config/selection.h"
#include "config_files.h"

static int check(struct scratch *scratch, const char *name, struct error *err)
{
	CLEANUP_SETTINGS struct settings settings = { 0 };
	struct headings headings = { 0 };
	assert_int_equal(folders_set(&settings, scratch->folder, err), 0);
	assert_int_equal(selection_append(&settings, "args vnc", "here", err), 0);
	assert_non_null(selection_mention(&settings, "phantom", "F:1"));
	assert_int_equal(headings_add(&headings, name, "F:7", err), 0);
	int status = headings_check(&headings, &settings, err);
	headings_release(&headings);
	return status;
}

static void named_and_installed_plugins_have_sections(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	struct error err = { 0 };
	scratch_file(&scratch, "acme.so", "");
	assert_int_equal(check(&scratch, "vnc", &err), 0);
	assert_int_equal(check(&scratch, "acme", &err), 0);
}

static void others_are_refused_with_the_nearest_name(void **state)
{
	(void)state;
	static const struct {
		const char *name, *part;
	} cases[] = { { "vcn", "did you mean [vnc]?" },
		      { "VNC", "did you mean [vnc]?" },
		      { "acne", "did you mean [acme]?" },
		      { "wraper", "did you mean [wrapper]?" },
		      { "phantom", "there is no [plugin phantom]" },
		      { "zzzzzz", "neither selected" },
		      { "../acme", "unknown section" } };
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	scratch_file(&scratch, "acme.so", "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(check(&scratch, cases[i].name, &err), -EINVAL);
		assert_contains(error_text(&err), "F:7: unknown section [");
		assert_contains(error_text(&err), cases[i].part);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(named_and_installed_plugins_have_sections),
		cmocka_unit_test(others_are_refused_with_the_nearest_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
