/* SPDX-License-Identifier: MIT */
#include "config/settings.h"

#include "config_files.h"

/* A test's own system and home folders; the environment is put back to nothing of ours. */
struct fixture {
	struct scratch scratch;
	const char *system, *user;
	struct settings settings;
	struct error err;
};

static void clear_environment(void)
{
	static const char *const names[] = { "QEMU_WRAPPER",           "QEMU_WRAPPER_CONFIG",
					     "QEMU_WRAPPER_PLUGINS",   "QEMU_WRAPPER_PLUGIN_PATH",
					     "QEMU_WRAPPER_REAL",      "QEMU_WRAPPER_EXPLAIN",
					     "QEMU_WRAPPER_SUPERVISE", "QEMU_WRAPPER_STOP_TIMEOUT",
					     "XDG_CONFIG_HOME" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

static void fixture_make(struct fixture *f)
{
	*f = (struct fixture){ 0 };
	clear_environment();
	scratch_make(&f->scratch);
	f->system = scratch_folder(&f->scratch, "system");
	scratch_folder(&f->scratch, "system/conf.d");
	setenv("HOME", scratch_folder(&f->scratch, "home"), 1);
	scratch_folder(&f->scratch, "home/.config");
	scratch_folder(&f->scratch, "home/.config/qemu-wrapper");
	f->user = "home/.config/qemu-wrapper/qemu-wrapper.conf";
}

static void fixture_release(struct fixture *f)
{
	settings_release(&f->settings);
	error_clear(&f->err);
	scratch_remove(&f->scratch);
	clear_environment();
}

#define CLEANUP_FIXTURE CLEANUP(fixture_release)

static int load(struct fixture *f, struct settings_request request)
{
	settings_release(&f->settings);
	error_clear(&f->err);
	return settings_load_from(f->system, &request, &f->settings, &f->err);
}

static void expect_loaded(struct fixture *f, struct settings_request request, const char *wanted)
{
	if (load(f, request))
		fail_msg("refused: %s", error_text(&f->err));
	char got[256] = "";
	for (size_t i = 0; i < f->settings.selected.count; i++) {
		strcat(got, i ? " " : "");
		strcat(got, f->settings.plugins.items[f->settings.selected.items[i]].name);
	}
	assert_string_equal(got, wanted);
}

static void expect_refused(struct fixture *f, struct settings_request request, const char *part)
{
	assert_true(load(f, request) < 0);
	assert_contains(error_text(&f->err), part);
	assert_int_equal(f->settings.plugins.count, 0);
	assert_null(f->settings.arena.blocks);
}

static const struct settings_request nothing;

static void without_any_configuration_the_defaults_hold(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	expect_loaded(&f, nothing, QW_DEFAULT_PLUGINS);
	assert_int_equal(f.settings.files.count, 0);
	assert_int_equal(f.settings.notes.list.count, 0);
	assert_null(f.settings.real);
	assert_false(f.settings.locked || f.settings.off || f.settings.explain);
	assert_string_equal(f.settings.plugin_folders[0], QW_PLUGIN_DIR);
	assert_null(f.settings.plugin_folders[1]);
}

static void the_last_to_speak_wins(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	const char *const plugin[] = { "g,k=tool" };
	scratch_file(&f.scratch, f.user, "[wrapper]\nplugins = u\n[g]\nk = user\n[plugin g]\n");
	expect_loaded(&f, nothing, "u");
	scratch_file(&f.scratch, f.user, "[g]\nk = user\n");
	scratch_file(&f.scratch, "system/qemu-wrapper.conf",
		     "[wrapper]\nplugins = a\nreal = /sys\n[plugin g]\n[g]\nk = system\n");
	expect_loaded(&f, nothing, "a");
	scratch_file(&f.scratch, "system/conf.d/20.conf", "[wrapper]\nadd-plugins = c\n");
	scratch_file(&f.scratch, "system/conf.d/10.conf", "[wrapper]\nadd-plugins = b\n");
	expect_loaded(&f, nothing, "a b c");
	assert_string_equal(f.settings.real, "/sys");
	assert_non_null(strstr(f.settings.real_source, "qemu-wrapper.conf:3"));
	setenv("QEMU_WRAPPER_PLUGINS", "v", 1);
	setenv("QEMU_WRAPPER_REAL", "/var-real", 1);
	expect_loaded(&f, nothing, "v");
	assert_string_equal(f.settings.real, "/var-real");
	assert_string_equal(f.settings.real_source, "QEMU_WRAPPER_REAL");
	expect_loaded(&f, (struct settings_request){ .plugins = "t", .real = "/tool" }, "t");
	assert_string_equal(f.settings.real, "/tool");
	assert_string_equal(f.settings.real_source, "--real");
	expect_loaded(&f, (struct settings_request){ .plugin = plugin, .plugin_count = 1 }, "v g");
	const struct plugin_settings *g = settings_find(&f.settings, "g");
	assert_int_equal(g->options.count, 3);
	assert_string_equal(g->options.items[0].value, "system");
	assert_int_equal(g->options.items[0].layer, 0);
	assert_string_equal(g->options.items[1].value, "user");
	assert_int_equal(g->options.items[1].layer, 3);
	assert_string_equal(g->options.items[2].value, "tool");
	assert_int_equal(g->options.items[2].layer, LAYER_TOOL);
	assert_int_equal(f.settings.files.count, 4);
}

static void variables_about_the_supervisor_win_over_files(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	expect_loaded(&f, (struct settings_request){ .plugins = "" }, "");
	assert_false(f.settings.supervise.on);
	scratch_file(&f.scratch, "system/qemu-wrapper.conf",
		     "[wrapper]\nsupervise = yes\nstop-timeout = 3s\n");
	setenv("QEMU_WRAPPER_STOP_TIMEOUT", "none", 1);
	expect_loaded(&f, (struct settings_request){ .plugins = "" }, "");
	assert_true(f.settings.supervise.on);
	assert_int_equal(f.settings.supervise.stop_timeout, SUPERVISE_NEVER);
	setenv("QEMU_WRAPPER_SUPERVISE", "no", 1);
	expect_loaded(&f, (struct settings_request){ .plugins = "" }, "");
	assert_false(f.settings.supervise.on);
	setenv("QEMU_WRAPPER_SUPERVISE", "nope", 1);
	expect_refused(&f, (struct settings_request){ 0 }, "QEMU_WRAPPER_SUPERVISE=nope: must be");
	setenv("QEMU_WRAPPER", "off", 1);
	expect_loaded(&f, (struct settings_request){ 0 }, "");
	assert_false(f.settings.supervise.on);
	unsetenv("QEMU_WRAPPER");
	scratch_file(&f.scratch, "system/qemu-wrapper.conf",
		     "[wrapper]\nsupervise = yes\nlock = yes\n");
	expect_loaded(&f, (struct settings_request){ 0 }, QW_DEFAULT_PLUGINS);
	assert_true(f.settings.supervise.on);
	assert_int_equal(f.settings.supervise.stop_timeout, 0);
}

static void an_empty_list_means_none(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	scratch_file(&f.scratch, "system/qemu-wrapper.conf", "[wrapper]\nplugins = a\n[a]\nk=1\n");
	expect_loaded(&f, (struct settings_request){ .plugins = "" }, "");
	setenv("QEMU_WRAPPER_PLUGINS", "", 1);
	expect_loaded(&f, nothing, "");
	const char *const plugin[] = { "b" };
	expect_loaded(&f, (struct settings_request){ .plugin = plugin, .plugin_count = 1 }, "b");
}

static void an_explicit_file_stands_alone(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	scratch_file(&f.scratch, "system/qemu-wrapper.conf", "[wrapper]\nplugins = a\nreal = /r\n");
	scratch_file(&f.scratch, "system/conf.d/1.conf", "malformed\n");
	scratch_file(&f.scratch, f.user, "malformed\n");
	const char *path = scratch_file(&f.scratch, "own.conf", "[wrapper]\nplugins = own\n");
	const char *other = scratch_file(&f.scratch, "other.conf", "[wrapper]\nplugins = other\n");
	setenv("QEMU_WRAPPER_CONFIG", path, 1);
	expect_loaded(&f, nothing, "own");
	assert_null(f.settings.real);
	assert_int_equal(f.settings.files.count, 1);
	assert_string_equal(f.settings.files.items[0].path, path);
	expect_loaded(&f, (struct settings_request){ .config = other }, "other");
	expect_refused(&f, (struct settings_request){ .config = "" }, "--config needs a file");
	expect_refused(&f, (struct settings_request){ .config = "/nonexistent/x.conf" },
		       "--config: /nonexistent/x.conf: No such file");
	setenv("QEMU_WRAPPER_CONFIG", "/nonexistent/y.conf", 1);
	expect_refused(&f, nothing, "QEMU_WRAPPER_CONFIG: /nonexistent/y.conf: No such file");
	setenv("QEMU_WRAPPER_CONFIG", "", 1);
	expect_refused(&f, nothing, "conf.d/1.conf:1: ");
}

static void users_set_only_options_beside_a_system_configuration(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	scratch_file(&f.scratch, f.user, "[wrapper]\nplugins = x\n");
	expect_loaded(&f, nothing, "x");
	scratch_file(&f.scratch, "system/conf.d/1.conf", "");
	expect_refused(&f, nothing, "qemu-wrapper.conf:2: 'plugins' is not for per-user files");
	scratch_file(&f.scratch, f.user, "[vnc]\nbind = ::1\n[plugin vnc]\ntime-limit = 1s\n");
	expect_loaded(&f, nothing, QW_DEFAULT_PLUGINS);
	assert_int_equal(settings_find(&f.settings, "vnc")->time_limit, 1000);
}

static void a_lock_shuts_out_everybody_with_one_note(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	const char *const plugin[] = { "t" };
	const struct settings_request request = { .config = "/none",
						  .real = "/tool",
						  .plugins = "t",
						  .plugin = plugin,
						  .plugin_count = 1 };
	scratch_file(&f.scratch, "system/qemu-wrapper.conf",
		     "[wrapper]\nlock = yes\nplugins = a\nreal = /r\n");
	expect_loaded(&f, nothing, "a");
	assert_true(f.settings.locked);
	assert_int_equal(f.settings.notes.list.count, 0);
	const char *user = scratch_file(&f.scratch, f.user, "malformed\n");
	setenv("QEMU_WRAPPER", "off", 1);
	setenv("QEMU_WRAPPER_CONFIG", "tcp://1.2.3.4:5", 1);
	setenv("QEMU_WRAPPER_PLUGINS", "v", 1);
	setenv("QEMU_WRAPPER_PLUGIN_PATH", "/v", 1);
	setenv("QEMU_WRAPPER_REAL", "/v", 1);
	setenv("QEMU_WRAPPER_EXPLAIN", "1", 1);
	expect_loaded(&f, request, "a");
	assert_string_equal(f.settings.real, "/r");
	assert_false(f.settings.off || f.settings.explain);
	assert_string_equal(f.settings.plugin_folders[0], QW_PLUGIN_DIR);
	assert_int_equal(f.settings.notes.list.count, 1);
	const char *text = f.settings.notes.list.items[0].text;
	static const char *const names[] = { "--config",
					     "--real",
					     "--plugins",
					     "--plugin,",
					     "QEMU_WRAPPER,",
					     "QEMU_WRAPPER_CONFIG",
					     "QEMU_WRAPPER_PLUGINS",
					     "QEMU_WRAPPER_PLUGIN_PATH",
					     "QEMU_WRAPPER_REAL",
					     "QEMU_WRAPPER_EXPLAIN" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_contains(text, names[i]);
	assert_contains(text, user);
	setenv("QEMU_WRAPPER_A_K", "1", 1);
	const char *name;
	assert_null(settings_variable(&f.settings, "a", "k", &name));
	assert_int_equal(f.settings.notes.list.count, 1);
	unsetenv("QEMU_WRAPPER_A_K");
}

static void only_the_main_system_file_locks(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	scratch_file(&f.scratch, "system/conf.d/1.conf", "[wrapper]\nlock = yes\n");
	expect_refused(&f, nothing, "1.conf:2: 'lock' may stand only");
	const char *path = scratch_file(&f.scratch, "own.conf", "[wrapper]\nlock = yes\n");
	expect_refused(&f, (struct settings_request){ .config = path }, "'lock' may stand only");
}

static void safe_mode_reads_nothing_but_the_systems_real(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	setenv("QEMU_WRAPPER", "off", 1);
	setenv("QEMU_WRAPPER_CONFIG", "/none", 1);
	setenv("QEMU_WRAPPER_PLUGINS", "Bad,,Bad", 1);
	scratch_file(&f.scratch, f.user, "malformed\n");
	scratch_file(&f.scratch, "system/conf.d/1.conf", "malformed\n");
	scratch_file(&f.scratch, "system/qemu-wrapper.conf",
		     "[wrapper]\nunknown = x\nreal = /r\nplugins = a\n[nothing]\n");
	expect_loaded(&f, nothing, "");
	assert_true(f.settings.off);
	assert_string_equal(f.settings.real, "/r");
	assert_int_equal(f.settings.notes.list.count, 0);
	expect_loaded(&f, (struct settings_request){ .real = "/t", .plugins = "x" }, "");
	assert_string_equal(f.settings.real, "/t");
	assert_int_equal(f.settings.notes.list.count, 1);
	assert_string_equal(f.settings.notes.list.items[0].text,
			    "QEMU_WRAPPER=off: ignored: --plugins");
}

static void safe_mode_is_the_way_out_of_a_broken_configuration(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	scratch_file(&f.scratch, "system/qemu-wrapper.conf", "[wrapper]\nreal = /r\nmalformed\n");
	expect_refused(&f, nothing, "qemu-wrapper.conf:3: ");
	setenv("QEMU_WRAPPER", "off", 1);
	expect_loaded(&f, nothing, "");
	assert_string_equal(f.settings.real, "/r");
	assert_int_equal(f.settings.notes.list.count, 1);
	assert_contains(f.settings.notes.list.items[0].text, "qemu-wrapper.conf:3: ");
	scratch_file(&f.scratch, "system/qemu-wrapper.conf", "[wrapper]\nlock = yes\nmalformed\n");
	expect_refused(&f, nothing, "qemu-wrapper.conf:3: ");
}

static void an_explicit_file_does_not_hide_a_broken_system_file(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	const char *own = scratch_file(&f.scratch, "own.conf", "");
	scratch_file(&f.scratch, "system/qemu-wrapper.conf", "malformed\n");
	expect_refused(&f, (struct settings_request){ .config = own }, "qemu-wrapper.conf:1: ");
}

static void unknown_sections_are_judged_when_all_is_read(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	const char *const plugin[] = { "late" };
	const struct settings_request late = { .plugin = plugin, .plugin_count = 1 };
	scratch_file(&f.scratch, "system/qemu-wrapper.conf", "[late]\nk = 1\n");
	expect_refused(&f, nothing, "qemu-wrapper.conf:1: unknown section [late]");
	expect_loaded(&f, late, QW_DEFAULT_PLUGINS " late");
	scratch_file(&f.scratch, "system/conf.d/1.conf", "[plugin late]\n");
	expect_loaded(&f, nothing, QW_DEFAULT_PLUGINS);
	scratch_file(&f.scratch, "system/conf.d/1.conf", "");
	scratch_file(&f.scratch, "late.so", "");
	setenv("QEMU_WRAPPER_PLUGIN_PATH", f.scratch.folder, 1);
	expect_loaded(&f, nothing, QW_DEFAULT_PLUGINS);
}

static const struct plugin_settings *expect_inspected(struct fixture *f, const char *which,
						      const char *wanted)
{
	expect_loaded(f, (struct settings_request){ .inspect = which }, wanted);
	const struct plugin_settings *plugin = settings_find(&f->settings, wanted);
	assert_true(plugin->required);
	assert_false(plugin->isolate);
	return plugin;
}

static void one_plugin_is_inspected_whatever_is_selected(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	const char *path = scratch_file(&f.scratch, "system/qemu-wrapper.conf",
					"[wrapper]\nplugins = a b\n[plugin b]\nrequired = no\n"
					"file = /x/b.so\n[b]\nk = v\n");
	const struct plugin_settings *b = expect_inspected(&f, "b", "b");
	assert_string_equal(b->file, "/x/b.so");
	assert_false(b->named_by_file);
	assert_int_equal(b->options.count, 1);
	assert_non_null(strstr(b->source, path));
	assert_null(expect_inspected(&f, "c", "c")->file);
	setenv("QEMU_WRAPPER", "off", 1);
	setenv("QEMU_WRAPPER_PLUGINS", "a", 1);
	assert_int_equal(expect_inspected(&f, "b", "b")->options.count, 1);
}

static void an_inspected_file_is_taken_literally(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	scratch_file(&f.scratch, "system/qemu-wrapper.conf",
		     "[wrapper]\nlock = yes\n[plugin b]\nfile = /x/b.so\nrequired = no\n"
		     "[plugin other]\nrequired = no\n");
	static const struct {
		const char *file, *name;
	} cases[] = {
		{ "/y,k=v/b.so", "b" },
		{ "/y/B 1,2.so", "B 1,2" },
		{ "/y/wrapper.so", "wrapper" },
		{ "/y/.so", ".so" },
		{ "/y/", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct plugin_settings *plugin =
			expect_inspected(&f, cases[i].file, cases[i].name);
		assert_string_equal(plugin->file, cases[i].file);
		assert_string_equal(plugin->source, "the command line");
		assert_true(plugin->named_by_file);
		assert_true(settings_find(&f.settings, "other")->required);
	}
}

static void nothing_around_matters_to_a_bare_inspection(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	scratch_file(&f.scratch, "system/qemu-wrapper.conf", "malformed\n");
	setenv("QEMU_WRAPPER_EXPLAIN", "maybe", 1);
	setenv("QEMU_WRAPPER_B_K", "1", 1);
	expect_refused(&f, (struct settings_request){ .inspect = "/b.so" }, "QEMU_WRAPPER_EXPLAIN");
	expect_loaded(&f, (struct settings_request){ .inspect = "/b.so", .bare = true }, "b");
	const char *name;
	assert_null(settings_variable(&f.settings, "b", "k", &name));
	assert_int_equal(f.settings.notes.list.count, 0);
	assert_int_equal(f.settings.files.count, 0);
	assert_string_equal(f.settings.plugin_folders[0], QW_PLUGIN_DIR);
	unsetenv("QEMU_WRAPPER_B_K");
}

/* In the layer of the tool's options, which is the plugin's whatever its file is called. */
static void options_may_go_with_a_bare_inspection(void **state)
{
	(void)state;
	CLEANUP_FIXTURE struct fixture f;
	fixture_make(&f);
	const struct setting options[] = {
		{ "k", "1", "x.cases:3", "/case", LAYER_TOOL },
		{ "k", "2", "x.cases:4", "/case", LAYER_TOOL },
	};
	expect_loaded(
		&f,
		(struct settings_request){
			.inspect = "/b.so", .bare = true, .options = options, .option_count = 2 },
		"b");
	const struct plugin_settings *plugin = settings_find(&f.settings, "b");
	assert_int_equal(plugin->options.count, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct setting *setting = &plugin->options.items[i];
		assert_string_equal(setting->key, options[i].key);
		assert_string_equal(setting->value, options[i].value);
		assert_string_equal(setting->source, options[i].source);
		assert_string_equal(setting->folder, options[i].folder);
		assert_int_equal(setting->layer, options[i].layer);
	}
}

#define TEST(function) cmocka_unit_test(function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_any_configuration_the_defaults_hold),
		TEST(the_last_to_speak_wins),
		TEST(variables_about_the_supervisor_win_over_files),
		TEST(an_empty_list_means_none),
		TEST(an_explicit_file_stands_alone),
		TEST(users_set_only_options_beside_a_system_configuration),
		TEST(a_lock_shuts_out_everybody_with_one_note),
		TEST(only_the_main_system_file_locks),
		TEST(safe_mode_reads_nothing_but_the_systems_real),
		TEST(safe_mode_is_the_way_out_of_a_broken_configuration),
		TEST(an_explicit_file_does_not_hide_a_broken_system_file),
		TEST(unknown_sections_are_judged_when_all_is_read),
		TEST(one_plugin_is_inspected_whatever_is_selected),
		TEST(an_inspected_file_is_taken_literally),
		TEST(nothing_around_matters_to_a_bare_inspection),
		TEST(options_may_go_with_a_bare_inspection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
