/* SPDX-License-Identifier: MIT */
#include "config/keys.h"

#include "config_files.h"

static void headings_have_three_forms(void **state)
{
	(void)state;
	struct section section;
	struct error err = { 0 };
	assert_int_equal(section_read("wrapper", "F:1", &section, &err), 0);
	assert_int_equal(section.kind, SECTION_WRAPPER);
	assert_int_equal(section_read("plugin acme", "F:1", &section, &err), 0);
	assert_int_equal(section.kind, SECTION_PLUGIN);
	assert_string_equal(section.name, "acme");
	assert_int_equal(section_read("foreign mac", "F:1", &section, &err), 0);
	assert_int_equal(section.kind, SECTION_FOREIGN);
	assert_string_equal(section.name, "mac");
	assert_int_equal(section_read("acme", "F:1", &section, &err), 0);
	assert_int_equal(section.kind, SECTION_OPTIONS);
	assert_string_equal(section.name, "acme");
}

static void other_headings_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *heading;
		int code;
		const char *part;
	} cases[] = {
		{ "foreign", EINVAL, "[foreign NAME]" },
		{ "foreign ", EINVAL, "can't be a plugin's name" },
		{ "foreign off", EINVAL, "reserved" },
		{ "foreign foreign", EINVAL, "reserved" },
		{ "plugin", EINVAL, "[plugin NAME]" },
		{ "plugin ", EINVAL, "can't be a plugin's name" },
		{ "plugin  acme", EINVAL, "can't be a plugin's name" },
		{ "plugin \"acme\"", EINVAL, "can't be a plugin's name" },
		{ "plugin stop", EINVAL, "reserved" },
		{ "plugins", EINVAL, "reserved" },
		{ "real", EINVAL, "reserved" },
		{ "supervise", EINVAL, "reserved" },
		{ "plug acme", EINVAL, "unknown section [plug acme]" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		struct section section;
		assert_int_equal(section_read(cases[i].heading, "F:1", &section, &err),
				 -cases[i].code);
		assert_contains(error_text(&err), "F:1: ");
		assert_contains(error_text(&err), cases[i].part);
	}
}

static void unknown_keys_are_refused_with_the_nearest(void **state)
{
	(void)state;
	static const struct {
		enum section_kind section;
		const char *key, *part;
	} cases[] = {
		{ SECTION_WRAPPER, "plugin", "did you mean 'plugins'?" },
		{ SECTION_WRAPPER, "add_plugins", "did you mean 'add-plugins'?" },
		{ SECTION_WRAPPER, "colour",
		  "which has plugins, add-plugins, real, guest-visible, lock, make-folder, "
		  "supervise, stop-timeout" },
		{ SECTION_WRAPPER, "stop-time", "did you mean 'stop-timeout'?" },
		{ SECTION_WRAPPER, "supervisor", "did you mean 'supervise'?" },
		{ SECTION_WRAPPER, "required", "unknown key 'required' in [wrapper]" },
		{ SECTION_PLUGIN, "requred", "did you mean 'required'?" },
		{ SECTION_PLUGIN, "timelimit", "did you mean 'time-limit'?" },
		{ SECTION_PLUGIN, "websocket", "options stand in [NAME]" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		enum key key;
		assert_int_equal(key_find(cases[i].section, cases[i].key, SOURCE_SYSTEM, NULL,
					  "F:2", &key, &err),
				 -EINVAL);
		assert_contains(error_text(&err), "F:2: unknown key '");
		assert_contains(error_text(&err), cases[i].part);
	}
}

/* S: system's main file, F: fragment, U: user's without and u: with a system configuration,
 * E: explicit. */
static void every_key_knows_who_may_set_it(void **state)
{
	(void)state;
	static const struct {
		enum section_kind section;
		const char *key, *allowed;
	} cases[] = {
		{ SECTION_WRAPPER, "plugins", "SFUE" },
		{ SECTION_WRAPPER, "add-plugins", "SFUE" },
		{ SECTION_WRAPPER, "real", "SFUE" },
		{ SECTION_WRAPPER, "guest-visible", "SFUE" },
		{ SECTION_WRAPPER, "lock", "S" },
		{ SECTION_WRAPPER, "make-folder", "SFUE" },
		{ SECTION_WRAPPER, "supervise", "SFUE" },
		{ SECTION_WRAPPER, "stop-timeout", "SFUE" },
		{ SECTION_WRAPPER, "agent-timeout", "SFUE" },
		{ SECTION_WRAPPER, "exit-status", "SFUE" },
		{ SECTION_PLUGIN, "file", "SFUE" },
		{ SECTION_PLUGIN, "required", "SFUE" },
		{ SECTION_PLUGIN, "isolate", "SFUE" },
		{ SECTION_PLUGIN, "overrides", "SFUE" },
		{ SECTION_PLUGIN, "time-limit", "SFUuE" },
		{ SECTION_PLUGIN, "memory-limit", "SFUuE" },
		{ SECTION_FOREIGN, "required", "SFUE" },
		{ SECTION_FOREIGN, "overrides", "SFUE" },
	};
	static const struct {
		char letter;
		enum source_kind kind;
		const char *system_file;
	} sources[] = { { 'S', SOURCE_SYSTEM, "/etc/s" },
			{ 'F', SOURCE_FRAGMENT, "/etc/s" },
			{ 'U', SOURCE_USER, NULL },
			{ 'u', SOURCE_USER, "/etc/s" },
			{ 'E', SOURCE_EXPLICIT, NULL } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t k = 0; k < sizeof(sources) / sizeof(sources[0]); k++) {
			CLEANUP_ERROR struct error err = { 0 };
			enum key key;
			bool allowed = strchr(cases[i].allowed, sources[k].letter) != NULL;
			int status = key_find(cases[i].section, cases[i].key, sources[k].kind,
					      sources[k].system_file, "F:3", &key, &err);
			if (status != (allowed ? 0 : -EPERM))
				fail_msg("%s by %c: %d", cases[i].key, sources[k].letter, status);
			if (!allowed)
				assert_contains(error_text(&err), "F:3: ");
		}
	}
}

static void foreign_hooks_have_some_keys_of_the_wrapper(void **state)
{
	(void)state;
	static const char *const theirs[] = { "required", "time-limit", "memory-limit",
					      "overrides" };
	static const char *const others[] = { "file", "isolate", "plugins", "lock", "library" };
	for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++)
		assert_true(key_is_of_foreign(theirs[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(key_is_of_foreign(others[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_have_three_forms),
		cmocka_unit_test(other_headings_are_refused),
		cmocka_unit_test(unknown_keys_are_refused_with_the_nearest),
		cmocka_unit_test(every_key_knows_who_may_set_it),
		cmocka_unit_test(foreign_hooks_have_some_keys_of_the_wrapper),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
