/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loader/order.h"
#include "loader/plugin_file.h"
#include "loader/plugin_set.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of our own with copies of test plugins, and settings that select some. */
struct fixture {
	char folder[64];
	const char *folders[2];
	struct settings settings;
	struct plugin_set set;
	struct error err;
	const char *failed;
};

static const char *build_folder(void)
{
	const char *build = getenv("QW_BUILD");
	assert_non_null(build);
	return build;
}

static void __attribute__((format(printf, 1, 2))) run(const char *format, ...)
{
	CLEANUP_FREE char *command = NULL;
	va_list args;
	va_start(args, format);
	assert_true(vasprintf(&command, format, args) > 0);
	va_end(args);
	assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	if (!f)
		return -1;
	strcpy(f->folder, "/tmp/qw-plugin-set.XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	f->folders[0] = f->folder;
	f->settings.plugin_folders = f->folders;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	run("rm -r %s", f->folder);
	plugin_set_release(&f->set);
	settings_release(&f->settings);
	error_clear(&f->err);
	free(f);
	return 0;
}

/* Puts a copy of a test plugin into the folder under this name. */
static void install(struct fixture *f, const char *built, const char *name)
{
	run("install -m 644 %s/tests/plugins/%s.so %s/%s.so", build_folder(), built, f->folder,
	    name);
}

static struct plugin_settings *choose(struct fixture *f, const char *name)
{
	struct plugin_settings *said = VECTOR_ADD(&f->settings.plugins);
	size_t *selected = VECTOR_ADD(&f->settings.selected);
	assert_non_null(said);
	assert_non_null(selected);
	*said = (struct plugin_settings){ .name = name,
					  .source = "/etc/q.conf:4",
					  .required = true };
	*selected = f->settings.plugins.count - 1;
	return said;
}

static void choose_installed(struct fixture *f, const char *name)
{
	install(f, name, name);
	choose(f, name);
}

static void choose_file(struct fixture *f, const char *name, const char *source)
{
	struct plugin_settings *said = choose(f, name);
	said->file = arena_printf(&f->settings.arena, "%s/%s.so", f->folder, name);
	said->source = source;
	said->named_by_file = !strcmp(source, "--plugin");
}

static int load(struct fixture *f)
{
	return plugin_set_load(&f->settings, &f->set, &f->failed, &f->err);
}

static void assert_loaded(struct fixture *f, size_t count)
{
	if (load(f))
		fail_msg("%s", error_text(&f->err));
	assert_int_equal(f->set.list.count, count);
	assert_null(f->failed);
}

static void assert_refused(struct fixture *f, const char *why)
{
	int status = load(f);
	assert_true(status < 0);
	assert_int_equal(f->err.code, -status);
	if (!strstr(error_text(&f->err), why))
		fail_msg("'%s' does not say '%s'", error_text(&f->err), why);
	assert_int_equal(f->set.list.count, 0);
}

static void loads_in_list_order(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "typed");
	choose_installed(f, "memory");
	choose_installed(f, "newer");
	assert_loaded(f, 3);
	static const char *const names[] = { "typed", "memory", "newer" };
	for (size_t i = 0; i < 3; i++) {
		const struct plugin *plugin = &f->set.list.items[i];
		assert_string_equal(plugin->name, names[i]);
		assert_string_equal(plugin->descriptor.name, names[i]);
		assert_non_null(plugin->descriptor.rewrite);
		assert_non_null(plugin->handle);
		assert_int_equal(plugin->path[0], '/');
		assert_ptr_equal(plugin->settings, &f->settings.plugins.items[i]);
	}
	assert_string_equal(plugin_option(&f->set.list.items[2], "first")->text, "one");
	assert_int_equal(plugin_option(&f->set.list.items[1], "default")->number, 2147483648);
}

static void loads_nothing(void **state)
{
	assert_loaded(*state, 0);
}

static void suggests_the_nearest_name(void **state)
{
	struct fixture *f = *state;
	install(f, "memory", "memory");
	choose(f, "memroy");
	assert_refused(f, "did you mean 'memory'?");
	assert_int_equal(f->err.code, ENOENT);
	assert_string_equal(f->failed, "memroy");
	assert_non_null(strstr(error_text(&f->err), "plugin 'memroy' (/etc/q.conf:4): "));
	assert_non_null(strstr(error_text(&f->err), f->folder));
}

static void names_are_no_paths(void **state)
{
	struct fixture *f = *state;
	choose(f, "../memory");
	assert_refused(f, "no plugin name");
}

static void files_are_absolute(void **state)
{
	struct fixture *f = *state;
	choose(f, "memory")->file = "memory.so";
	assert_refused(f, "not an absolute path");
}

static void the_name_must_fit(void **state)
{
	struct fixture *f = *state;
	install(f, "memory", "other");
	choose(f, "other");
	assert_refused(f, "is the plugin 'memory', not 'other'");
}

static void a_file_in_the_configuration_must_fit_too(void **state)
{
	struct fixture *f = *state;
	install(f, "memory", "other");
	choose_file(f, "other", "/etc/q.conf:9");
	assert_refused(f, "is the plugin 'memory', not 'other'");
}

static void add_setting(struct plugin_settings *said, const char *value, int layer)
{
	struct setting *setting = VECTOR_ADD(&said->options);
	assert_non_null(setting);
	*setting = (struct setting){ "default", value, "/etc/q.conf:8", "/etc", layer };
}

static void a_file_given_to_the_tool_brings_its_name(void **state)
{
	struct fixture *f = *state;
	install(f, "memory", "build");
	choose_file(f, "build", "--plugin");
	assert_loaded(f, 1);
	const struct plugin *plugin = &f->set.list.items[0];
	assert_string_equal(plugin->name, "memory");
	assert_string_equal(plugin->settings->name, "memory");
	assert_string_equal(plugin->settings->source, "--plugin");
}

static void sections_of_the_real_name_hold(void **state)
{
	struct fixture *f = *state;
	install(f, "memory", "build");
	choose_file(f, "build", "--plugin");
	add_setting(&f->settings.plugins.items[0], "7G", 3);
	struct plugin_settings *named = VECTOR_ADD(&f->settings.plugins);
	assert_non_null(named);
	*named = (struct plugin_settings){ .name = "memory", .source = "/etc/q.conf:2" };
	add_setting(named, "3G", 1);
	assert_loaded(f, 1);
	assert_string_equal(plugin_option(&f->set.list.items[0], "default")->text, "3G");
	assert_false(f->set.list.items[0].settings->required);
	plugin_set_release(&f->set);
	add_setting(&f->settings.plugins.items[0], "4G", LAYER_TOOL);
	assert_loaded(f, 1);
	assert_string_equal(plugin_option(&f->set.list.items[0], "default")->text, "4G");
}

static void the_same_name_twice_is_refused(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "memory");
	install(f, "sysv-hash", "build");
	choose_file(f, "build", "--plugin");
	assert_refused(f, "'memory' is selected twice");
	assert_string_equal(f->failed, "build");
}

static void the_same_file_twice_is_refused(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "memory");
	run("ln %s/memory.so %s/other.so", f->folder, f->folder);
	choose(f, "other");
	assert_refused(f, "is the same file as");
}

static void optional_plugins_are_left_out(void **state)
{
	struct fixture *f = *state;
	choose(f, "gone")->required = false;
	choose_installed(f, "memory");
	install(f, "unresolved", "unresolved");
	choose(f, "unresolved")->required = false;
	assert_loaded(f, 1);
	assert_string_equal(f->set.list.items[0].name, "memory");
	assert_int_equal(f->settings.notes.list.count, 2);
	static const char *const expected[][2] = { { "gone", "there is no gone.so" },
						   { "unresolved", "qw_test_function_of_nobody" } };
	for (size_t i = 0; i < 2; i++) {
		const struct note *note = &f->settings.notes.list.items[i];
		assert_int_equal(note->level, NOTE_WARNING);
		assert_string_equal(note->plugin, expected[i][0]);
		assert_non_null(strstr(note->text, "left out"));
		assert_non_null(strstr(note->text, expected[i][1]));
	}
	assert_int_equal(f->err.code, 0);
}

static void a_wrong_setting_is_an_error_all_the_same(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "memory");
	f->settings.plugins.items[0].required = false;
	add_setting(&f->settings.plugins.items[0], "much", 1);
	assert_refused(f,
		       "/etc/q.conf:8: option 'default' of plugin 'memory': 'much' is not a size");
}

static void code_of_bad_files_never_runs(void **state)
{
	static const char *const names[] = { "wrong-major", "no-note", "no-descriptor",
					     "small-descriptor" };
	struct fixture *f = *state;
	CLEANUP_FREE char *mark = NULL;
	assert_true(asprintf(&mark, "%s/mark", f->folder) > 0);
	setenv("QW_TEST_MARK", mark, 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		f->settings.selected.count = 0;
		choose_installed(f, names[i]);
		assert_true(load(f) < 0);
		error_clear(&f->err);
		assert_int_equal(access(mark, F_OK), -1);
	}
	/* The mark itself works. */
	f->settings.selected.count = 0;
	choose_installed(f, "descriptor");
	assert_loaded(f, 1);
	assert_int_equal(access(mark, F_OK), 0);
	unsetenv("QW_TEST_MARK");
}

static void refusals_say_why(void **state)
{
	static const char *const cases[][2] = {
		{ "wrong-major", "is made for interface version 1; this is 0" },
		{ "no-note", "is not a qemu-wrapper plugin" },
		{ "no-descriptor", "exports no descriptor qw_plugin_v0" },
		{ "unresolved", "undefined symbol: qw_test_function_of_nobody" },
		{ "no-hook", "no hook" },
		{ "option-type", "type 9" },
		{ "option-twice", "'color' twice" },
		{ "option-default", "'many' is not a whole number" },
		{ "after-self", "asks to stand behind itself" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->settings.selected.count = 0;
		choose_installed(f, cases[i][0]);
		assert_refused(f, cases[i][1]);
		assert_non_null(strstr(error_text(&f->err), cases[i][0]));
		error_clear(&f->err);
	}
}

static void order_is_checked(void **state)
{
	static const struct {
		const char *first, *second;
		const char *why;
	} cases[] = {
		{ "memory", "after-memory", NULL },
		{ "after-memory", "memory",
		  "plugin 'after-memory' must stand behind plugin 'memory'" },
		{ "before-memory", "memory", NULL },
		{ "memory", "before-memory",
		  "plugin 'before-memory' must stand before plugin 'memory'" },
		{ "cycle-a", "cycle-b", "plugin 'cycle-a' must stand behind plugin 'cycle-b'" },
		{ "cycle-b", "cycle-a", "plugin 'cycle-b' must stand behind plugin 'cycle-a'" },
		{ "after-memory", "before-memory", NULL },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->settings.selected.count = 0;
		choose_installed(f, cases[i].first);
		choose_installed(f, cases[i].second);
		if (cases[i].why)
			assert_refused(f, cases[i].why);
		else
			assert_loaded(f, 2);
		plugin_set_release(&f->set);
		error_clear(&f->err);
	}
}

static void shared_variables_are_refused(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "clash");
	choose_installed(f, "clash-with");
	assert_refused(f, "option 'with-key' of plugin 'clash' and option 'key' of plugin "
			  "'clash-with'");
}

static bool is_mapped(const char *path)
{
	char line[4096];
	bool found = false;
	FILE *maps = fopen("/proc/self/maps", "re");
	assert_non_null(maps);
	while (!found && fgets(line, sizeof(line), maps))
		found = strstr(line, path);
	fclose(maps);
	return found;
}

static void isolated_plugins_are_only_described(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "typed");
	choose_installed(f, "memory");
	f->settings.plugins.items[0].isolate = true;
	assert_loaded(f, 2);
	const struct plugin *plugin = &f->set.list.items[0], *other = &f->set.list.items[1];
	const char *path = arena_printf(&f->settings.arena, "%s/typed.so", f->folder);
	assert_int_equal(plugin->isolation, ISOLATION_FULL);
	assert_null(plugin->handle);
	assert_null(plugin->descriptor.rewrite);
	assert_null(plugin->descriptor.check);
	assert_true(plugin->hooks & (PHASE_BIT(PHASE_REWRITE) | PHASE_BIT(PHASE_CHECK)));
	assert_string_equal(plugin->descriptor.name, "typed");
	assert_false(is_mapped(path));
	assert_int_equal(other->isolation, ISOLATION_NONE);
	assert_true(is_mapped(other->path));
	/* All else is as if it were loaded. */
	struct fixture plain = { .settings.plugin_folders = f->folders };
	choose(&plain, "typed");
	assert_loaded(&plain, 1);
	const struct plugin *loaded = &plain.set.list.items[0];
	assert_true(is_mapped(path));
	assert_int_equal(plugin->hooks, loaded->hooks);
	assert_int_equal(plugin->options.count, loaded->options.count);
	for (size_t i = 0; i < plugin->options.count; i++) {
		const struct option_value *a = &plugin->options.items[i];
		const struct option_value *b = &loaded->options.items[i];
		assert_string_equal(a->spec.name, b->spec.name);
		assert_int_equal(a->spec.type, b->spec.type);
		assert_int_equal(a->spec.minimum, b->spec.minimum);
		assert_int_equal(a->spec.maximum, b->spec.maximum);
		assert_int_equal(!a->spec.default_value, !b->spec.default_value);
		assert_int_equal(!a->spec.choices, !b->spec.choices);
		assert_int_equal(a->number, b->number);
		assert_int_equal(!a->text, !b->text);
		if (a->text)
			assert_string_equal(a->text, b->text);
	}
	plugin_set_release(&plain.set);
	settings_release(&plain.settings);
}

static void isolated_plugins_fail_elsewhere(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "dies-on-load");
	f->settings.plugins.items[0].isolate = true;
	assert_refused(f, "while it was loaded in a process of its own, it was killed by signal 9 "
			  "(Killed)");
	error_clear(&f->err);
	f->settings.plugins.items[0].required = false;
	assert_loaded(f, 0);
	assert_int_equal(f->settings.notes.list.count, 1);
}

static void launch_hooks_cant_be_isolated(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "add-fd");
	f->settings.plugins.items[0].isolate = true;
	assert_refused(f, "it has a launch hook, and isolate = yes");
}

static void files_that_others_can_write_are_refused(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "memory");
	run("chmod o+w %s/memory.so", f->folder);
	assert_refused(f, "can be written by everybody");
	assert_int_equal(f->err.code, EPERM);
}

static void folders_that_others_can_write_are_refused(void **state)
{
	struct fixture *f = *state;
	choose_installed(f, "memory");
	chmod(f->folder, 0777);
	assert_refused(f, "its folder");
	assert_int_equal(f->err.code, EPERM);
	error_clear(&f->err);
	/* Like /tmp: others can't replace the file. */
	chmod(f->folder, 01777);
	assert_loaded(f, 1);
}

static void folders_behind_links_count(void **state)
{
	struct fixture *f = *state;
	run("mkdir %s/open && chmod 777 %s/open", f->folder, f->folder);
	install(f, "memory", "open/memory");
	run("ln -s open/memory.so %s/memory.so", f->folder);
	choose(f, "memory");
	assert_refused(f, "/open can be written by everybody");
	error_clear(&f->err);
	run("chmod 755 %s/open", f->folder);
	assert_loaded(f, 1);
}

static void identity_is_read_without_running(void **state)
{
	struct fixture *f = *state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct plugin_identity identity;
	const char *path;
	install(f, "typed", "typed");
	assert_int_equal(plugin_file_find(&f->settings, "typed", &arena, &path, &f->err), 0);
	assert_int_equal(plugin_file_check(path, &identity, &f->err), 0);
	assert_int_equal(identity.major, QW_ABI_MAJOR);
	assert_int_equal(identity.minor, QW_ABI_MINOR);
	assert_string_equal(identity.name, "typed");
	assert_string_equal(identity.version, "1.2");
	assert_string_equal(identity.summary, "has an option of each type");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(loads_in_list_order),
		TEST(loads_nothing),
		TEST(suggests_the_nearest_name),
		TEST(names_are_no_paths),
		TEST(files_are_absolute),
		TEST(the_name_must_fit),
		TEST(a_file_in_the_configuration_must_fit_too),
		TEST(a_file_given_to_the_tool_brings_its_name),
		TEST(sections_of_the_real_name_hold),
		TEST(the_same_name_twice_is_refused),
		TEST(the_same_file_twice_is_refused),
		TEST(optional_plugins_are_left_out),
		TEST(a_wrong_setting_is_an_error_all_the_same),
		TEST(code_of_bad_files_never_runs),
		TEST(refusals_say_why),
		TEST(order_is_checked),
		TEST(shared_variables_are_refused),
		TEST(isolated_plugins_are_only_described),
		TEST(isolated_plugins_fail_elsewhere),
		TEST(launch_hooks_cant_be_isolated),
		TEST(files_that_others_can_write_are_refused),
		TEST(folders_that_others_can_write_are_refused),
		TEST(folders_behind_links_count),
		TEST(identity_is_read_without_running),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
