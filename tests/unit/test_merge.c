/* SPDX-License-Identifier: MIT */
#include "config/merge.h"

#include "config_files.h"

struct fixture {
	struct scratch scratch;
	struct settings settings;
	struct merge merge;
	struct error err;
};

static void fixture_make(struct fixture *fixture)
{
	*fixture = (struct fixture){ 0 };
	fixture->merge.settings = &fixture->settings;
	scratch_make(&fixture->scratch);
}

static void fixture_release(struct fixture *fixture)
{
	merge_release(&fixture->merge);
	settings_release(&fixture->settings);
	error_clear(&fixture->err);
	scratch_remove(&fixture->scratch);
}

#define CLEANUP_FIXTURE CLEANUP(fixture_release)

static int merge_text(struct fixture *fixture, enum source_kind kind, const char *text)
{
	CLEANUP_INI_FILE struct ini_file file = { 0 };
	const char *name =
		arena_printf(&fixture->scratch.arena, "%zu.conf", fixture->settings.files.count);
	const char *path = scratch_file(&fixture->scratch, name, text);
	assert_int_equal(ini_file_read(path, &fixture->settings.arena, &file, &fixture->err), 0);
	return merge_file(&fixture->merge, &file, kind, &fixture->err);
}

static void expect_selected(const struct settings *settings, const char *wanted)
{
	char got[256] = "";
	for (size_t i = 0; i < settings->selected.count; i++) {
		strcat(got, i ? " " : "");
		strcat(got, settings->plugins.items[settings->selected.items[i]].name);
	}
	assert_string_equal(got, wanted);
}

static void later_files_win_key_by_key(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	assert_int_equal(merge_text(&f, SOURCE_SYSTEM,
				    "[wrapper]\nreal = /one\n[plugin a]\nrequired = no\n"
				    "time-limit = 1500ms\nfile = sub/a.so\noverrides = x, y\n"),
			 0);
	assert_int_equal(merge_text(&f, SOURCE_FRAGMENT,
				    "[wrapper]\nreal = two\n[plugin a]\nrequired = yes\n"
				    "isolate = yes\nmemory-limit = 64M\n"),
			 0);
	const struct plugin_settings *a = settings_find(&f.settings, "a");
	assert_true(a->required && a->named && a->isolate);
	assert_int_equal(a->time_limit, 1500);
	assert_int_equal(a->memory_limit, 64 << 20);
	assert_string_equal(a->file, scratch_path(&f.scratch, "sub/a.so"));
	assert_string_equal(a->overrides[0], "x");
	assert_string_equal(a->overrides[1], "y");
	assert_null(a->overrides[2]);
	assert_string_equal(f.settings.real, scratch_path(&f.scratch, "two"));
	assert_contains(f.settings.real_source, "/1.conf:2");
	assert_int_equal(f.settings.files.count, 2);
}

static void guest_visible_changes_are_denied_by_a_place(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	assert_int_equal(merge_text(&f, SOURCE_SYSTEM, "[wrapper]\n"), 0);
	assert_null(f.settings.guest_visible_denied);
	assert_int_equal(merge_text(&f, SOURCE_FRAGMENT, "[wrapper]\n\nguest-visible = deny\n"), 0);
	assert_contains(f.settings.guest_visible_denied, "/1.conf:3");
	assert_int_equal(merge_text(&f, SOURCE_FRAGMENT, "[wrapper]\nguest-visible = allow\n"), 0);
	assert_null(f.settings.guest_visible_denied);
	assert_int_equal(merge_text(&f, SOURCE_FRAGMENT, "[wrapper]\nguest-visible = no\n"),
			 -EINVAL);
	assert_contains(error_text(&f.err), "allow or deny");
}

static void options_of_plugins_are_kept_with_their_places(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	assert_int_equal(merge_text(&f, SOURCE_SYSTEM, "[a]\nk = 1\nk = 2\n"), 0);
	assert_int_equal(merge_text(&f, SOURCE_USER, "# line\n[b]\n[a]\nk = 3\n"), 0);
	const struct plugin_settings *a = settings_find(&f.settings, "a");
	assert_int_equal(a->options.count, 3);
	static const char *const places[] = { "/0.conf:2", "/0.conf:3", "/1.conf:4" };
	for (size_t i = 0; i < 3; i++) {
		const struct setting *option = &a->options.items[i];
		assert_string_equal(option->key, "k");
		assert_int_equal(option->value[0], '1' + (int)i);
		assert_contains(option->source, places[i]);
		assert_string_equal(option->folder, f.scratch.folder);
		assert_int_equal(option->layer, i < 2 ? 0 : 1);
	}
	assert_false(a->named);
	assert_int_equal(f.merge.headings.list.count, 3);
}

static void foreign_hooks_keep_their_options_and_their_place(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	assert_int_equal(merge_text(&f, SOURCE_SYSTEM,
				    "[foreign a]\nlibrary = l\nrequired = no\ntime-limit = 2s\n"),
			 0);
	assert_int_equal(merge_text(&f, SOURCE_EXPLICIT, "[foreign a]\nok = any\noverrides = x\n"),
			 0);
	const struct plugin_settings *a = settings_find(&f.settings, "a");
	assert_contains(a->foreign, "/0.conf:1");
	assert_null(a->section);
	assert_true(a->named && !a->required);
	assert_int_equal(a->time_limit, 2000);
	assert_string_equal(a->overrides[0], "x");
	assert_int_equal(a->options.count, 2);
	assert_string_equal(a->options.items[0].key, "library");
	assert_contains(a->options.items[1].source, "/1.conf:2");
	/* It is no heading [NAME], and in no list yet. */
	assert_int_equal(f.merge.headings.list.count, 0);
	assert_int_equal(f.settings.selected.count, 0);
	assert_int_equal(merge_text(&f, SOURCE_USER, "[foreign a]\n"), -EPERM);
	assert_contains(error_text(&f.err), "/2.conf:1: [foreign a] is not for per-user files");
}

static void lists_take_effect_at_the_end_of_their_file(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	assert_int_equal(merge_text(&f, SOURCE_SYSTEM, "[wrapper]\nadd-plugins = x\n"), 0);
	expect_selected(&f.settings, QW_DEFAULT_PLUGINS " x");
	assert_int_equal(
		merge_text(&f, SOURCE_FRAGMENT, "[wrapper]\nadd-plugins = c\nplugins = a b\n"), 0);
	expect_selected(&f.settings, "a b c");
	assert_int_equal(merge_text(&f, SOURCE_FRAGMENT, "[wrapper]\nadd-plugins = d a\n"), 0);
	expect_selected(&f.settings, "a b c d");
	assert_int_equal(merge_text(&f, SOURCE_FRAGMENT, "[wrapper]\nplugins =\n"), 0);
	assert_int_equal(merge_default_list(&f.merge, &f.err), 0);
	expect_selected(&f.settings, "");
}

static void the_default_list_holds_if_there_is_no_other(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	assert_int_equal(merge_text(&f, SOURCE_SYSTEM, "[vnc]\nbind = ::1\n"), 0);
	assert_int_equal(merge_default_list(&f.merge, &f.err), 0);
	expect_selected(&f.settings, QW_DEFAULT_PLUGINS);
}

static void bad_values_and_repeated_keys_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *place, *part;
	} cases[] = {
		{ "[wrapper]\nlock = maybe\n", ":2: ", "lock = 'maybe': must be yes or no" },
		{ "[wrapper]\nreal =\n", ":2: ", "real needs a path" },
		{ "[wrapper]\nreal = \"/usr/bin\"\n", ":2: ", "without quotes" },
		{ "[wrapper]\nplugins = a\nplugins = b\n", ":3: ", "set before, on line 2" },
		{ "[wrapper]\n[vnc]\nreal = x\n[wrapper]\nreal = a\nreal = a\n",
		  ":6: ", "set before, on line 5" },
		{ "[plugin a]\nrequired =\n", ":2: ", "must be yes or no" },
		{ "[plugin a]\nrequired = no\n[plugin a]\nrequired = no\n",
		  ":4: ", "set before, on line 2" },
		{ "[plugin a]\nisolate = perhaps\n", ":2: ", "must be yes or no" },
		{ "[plugin a]\nmemory-limit = 0\n", ":2: ", "must be a size above zero" },
		{ "[plugin a]\nmemory-limit = -1M\n", ":2: ", "must be a size above zero" },
		{ "[plugin a]\nmemory-limit = 9E\n", ":2: ", "must be a size above zero" },
		{ "[plugin a]\nmemory-limit = 5s\n", ":2: ", "must be a size above zero" },
		{ "[plugin a]\ntime-limit = 1k\n", ":2: ", "must be a time above zero" },
		{ "[plugin a]\ntime-limit = -1\n", ":2: ", "must be a time above zero" },
		{ "[plugin a]\ntime-limit = 0\n", ":2: ", "must be a time above zero" },
		{ "[plugin a]\ntime-limit = 99999999999999999999\n",
		  ":2: ", "must be a shorter time" },
		{ "[plugin a]\nfile =\n", ":2: ", "file needs a path" },
		{ "[plugin a]\noverrides = A\n", ":2: ", "can't be a plugin's name" },
		{ "[plugin a]\ncolor = blue\n", ":2: ", "unknown key" },
		{ "[foreign x]\nrequired =\n", ":2: ", "must be yes or no" },
		{ "[foreign x]\nrequired = no\nrequired = no\n", ":3: ", "set before, on line 2" },
		{ "[foreign x]\n[x]\n", ":2: ", "0.conf:1" },
		{ "[x]\n[foreign x]\n", ":2: ", "0.conf:1" },
		{ "[foreign x]\n[plugin x]\n", ":2: ", "another name" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_FIXTURE struct fixture f;
		fixture_make(&f);
		int status = merge_text(&f, SOURCE_SYSTEM, cases[i].text);
		if (status >= 0)
			fail_msg("accepted: %s", cases[i].text);
		assert_contains(error_text(&f.err),
				arena_printf(&f.scratch.arena, "/0.conf%s", cases[i].place));
		assert_contains(error_text(&f.err), cases[i].part);
	}
}

static void a_lock_is_found_whatever_else_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool locked;
	} cases[] = { { "[wrapper]\nlock = yes\nnonsense = 1\n", true },
		      { "[wrapper]\nlock = no\nlock = yes\nlock = no\n", true },
		      { "[wrapper]\nlock = no\n", false },
		      { "[vnc]\nlock = yes\n", false },
		      { "[wrapper]\nlock = yes\nmalformed\n", true } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_FIXTURE struct fixture f;
		fixture_make(&f);
		CLEANUP_INI_FILE struct ini_file file = { 0 };
		CLEANUP_ERROR struct error none = { 0 };
		const char *path = scratch_file(&f.scratch, "a.conf", cases[i].text);
		ini_file_read(path, &f.settings.arena, &file, &f.err);
		bool locked = false;
		assert_int_equal(merge_find_lock(&file, &f.settings.arena, &locked, &none), 0);
		assert_int_equal(locked, cases[i].locked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(later_files_win_key_by_key),
		cmocka_unit_test(guest_visible_changes_are_denied_by_a_place),
		cmocka_unit_test(options_of_plugins_are_kept_with_their_places),
		cmocka_unit_test(foreign_hooks_keep_their_options_and_their_place),
		cmocka_unit_test(lists_take_effect_at_the_end_of_their_file),
		cmocka_unit_test(the_default_list_holds_if_there_is_no_other),
		cmocka_unit_test(bad_values_and_repeated_keys_are_refused),
		cmocka_unit_test(a_lock_is_found_whatever_else_is_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
