/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loader/descriptor.h"

#include <string.h>

static int hook(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	return 0;
}

static struct qw_plugin sound(void)
{
	return (struct qw_plugin){ .struct_size = sizeof(struct qw_plugin),
				   .abi_minor = QW_ABI_MINOR,
				   .option_size = sizeof(struct qw_option_spec),
				   .name = "acme",
				   .version = "1.0",
				   .summary = "does things",
				   .rewrite = hook };
}

static void assert_says(const struct error *err, int status, const char *why)
{
	assert_true(status < 0);
	assert_int_equal(err->code, -status);
	if (!strstr(error_text(err), why))
		fail_msg("'%s' does not say '%s'", error_text(err), why);
	assert_null(strchr(error_text(err), '\n'));
}

static void assert_refused(const struct qw_plugin *raw, const char *why)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct qw_plugin copy;
	assert_says(&err, descriptor_copy(raw, &copy, &err), why);
}

static void assert_accepted(const struct qw_plugin *raw, struct qw_plugin *ret_copy)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (descriptor_copy(raw, ret_copy, &err))
		fail_msg("%s", error_text(&err));
}

static void copies_a_sound_one(void **state)
{
	(void)state;
	struct qw_plugin raw = sound(), copy;
	raw.flags = QW_ON_PROBES;
	assert_accepted(&raw, &copy);
	assert_memory_equal(&raw, &copy, sizeof(raw));
}

static void refuses_sizes_that_cannot_be(void **state)
{
	(void)state;
	static const uint32_t sizes[] = {
		0, 1, 8, 272, 281, 284, 0x80000000u, UINT32_MAX, 0x100008
	};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct qw_plugin raw = sound();
		raw.struct_size = sizes[i];
		assert_refused(&raw, "struct_size");
	}
	static const uint32_t elements[] = { 0, 1, 56, 65, 0x80000000u, UINT32_MAX, 0x100008 };
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		struct qw_plugin raw = sound();
		raw.option_size = elements[i];
		assert_refused(&raw, "option_size");
	}
}

static void takes_no_more_than_both_know(void **state)
{
	(void)state;
	struct {
		struct qw_plugin plugin;
		unsigned char more[64];
	} newer = { sound(), { 0 } };
	memset(newer.more, 0xff, sizeof(newer.more));
	newer.plugin.struct_size = sizeof(newer);
	newer.plugin.abi_minor = QW_ABI_MINOR + 3;
	newer.plugin.flags = 1u << 30;
	struct {
		struct qw_plugin plugin;
		unsigned char guard[64];
	} copy;
	memset(&copy, 0x11, sizeof(copy));
	assert_accepted(&newer.plugin, &copy.plugin);
	assert_memory_equal(&newer.plugin, &copy.plugin, sizeof(copy.plugin));
	for (size_t i = 0; i < sizeof(copy.guard); i++)
		assert_int_equal(copy.guard[i], 0x11);
}

static void checks_the_name(void **state)
{
	(void)state;
	struct qw_plugin raw = sound(), copy;
	memset(raw.name, 'a', sizeof(raw.name));
	assert_refused(&raw, "its name is longer than 31 bytes");
	raw.name[31] = '\0';
	assert_accepted(&raw, &copy);
	static const char *const bad[] = { "Acme",  "1acme",  "-acme",
					   "ac me", "acme_1", "acm\xc3\xa9" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		raw = sound();
		strcpy(raw.name, bad[i]);
		assert_refused(&raw, bad[i]);
	}
	raw = sound();
	memset(raw.name, 0, sizeof(raw.name));
	assert_refused(&raw, "no name");
	strcpy(raw.name, "a\nb");
	assert_refused(&raw, "control character");
	strcpy(raw.name, "plugins");
	assert_refused(&raw, "reserved");
}

static void checks_the_texts(void **state)
{
	(void)state;
	struct qw_plugin raw = sound(), copy;
	memset(raw.version, '1', sizeof(raw.version));
	assert_refused(&raw, "version");
	raw = sound();
	memset(raw.summary, 's', sizeof(raw.summary));
	assert_refused(&raw, "summary");
	raw = sound();
	strcpy(raw.summary, "red \x1b[31m");
	assert_refused(&raw, "summary has a control character");
	raw = sound();
	raw.version[0] = '\0';
	strcpy(raw.summary, "gr\xc3\xbc\xc3\x9f"
			    "e");
	assert_accepted(&raw, &copy);
}

static void wants_a_hook_and_known_flags(void **state)
{
	(void)state;
	struct qw_plugin raw = sound(), copy;
	raw.rewrite = NULL;
	assert_refused(&raw, "no hook");
	raw.abi_minor = QW_ABI_MINOR + 1;
	assert_accepted(&raw, &copy);
	raw = sound();
	raw.flags = 1u << 7;
	assert_refused(&raw, "flags 0x80");
	raw.abi_minor = QW_ABI_MINOR + 1;
	assert_accepted(&raw, &copy);
}

static void assert_options_refused(const struct qw_option_spec *options, const char *why)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct qw_plugin plugin = sound();
	struct qw_option_spec *specs;
	size_t count;
	plugin.options = options;
	assert_says(&err, descriptor_options(&plugin, &arena, &specs, &count, &err), why);
}

static void assert_option_refused(struct qw_option_spec option, const char *why)
{
	const struct qw_option_spec options[] = { option, { .name = NULL } };
	assert_options_refused(options, why);
}

static void checks_each_option(void **state)
{
	(void)state;
	assert_option_refused((struct qw_option_spec){ .name = "", .type = QW_BOOL }, "named");
	assert_option_refused((struct qw_option_spec){ .name = "Big", .type = QW_BOOL }, "'Big'");
	assert_option_refused((struct qw_option_spec){ .name = "a_b", .type = QW_BOOL }, "'a_b'");
	assert_option_refused((struct qw_option_spec){ .name = "abcdefghijklmnopqrstuvwxyzabcdef",
						       .type = QW_BOOL },
			      "31");
	assert_option_refused((struct qw_option_spec){ .name = "a", .type = 0 }, "type 0");
	assert_option_refused((struct qw_option_spec){ .name = "a", .type = 9 }, "type 9");
	assert_option_refused((struct qw_option_spec){ .name = "a", .type = QW_ENUM },
			      "no choices");
	assert_option_refused(
		(struct qw_option_spec){ .name = "a", .type = QW_ENUM, .choices = "  " },
		"no choices");
	assert_option_refused(
		(struct qw_option_spec){ .name = "a", .type = QW_INT, .minimum = 2, .maximum = 1 },
		"minimum");
}

static void checks_each_default(void **state)
{
	(void)state;
	static const struct qw_option_spec bad[] = {
		{ .name = "a", .type = QW_BOOL, .default_value = "maybe" },
		{ .name = "a", .type = QW_INT, .default_value = "" },
		{ .name = "a", .type = QW_INT, .default_value = "5", .minimum = 1, .maximum = 4 },
		{ .name = "a", .type = QW_SIZE, .default_value = "2X" },
		{ .name = "a", .type = QW_TIME, .default_value = "10 s" },
		{ .name = "a", .type = QW_ENUM, .default_value = "b", .choices = "bb c" },
		{ .name = "a", .type = QW_PATH, .default_value = "b/c" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_option_refused(bad[i], "the default of its option 'a'");
}

static void refuses_repeated_names(void **state)
{
	(void)state;
	static const struct qw_option_spec options[] = { { .name = "a", .type = QW_BOOL },
							 { .name = "b", .type = QW_BOOL },
							 { .name = "a", .type = QW_INT },
							 { .name = NULL } };
	assert_options_refused(options, "'a' twice");
}

static void counts_up_to_256_options(void **state)
{
	(void)state;
	static char names[DESCRIPTOR_MOST_OPTIONS + 1][8];
	struct qw_option_spec options[DESCRIPTOR_MOST_OPTIONS + 2] = { 0 };
	for (size_t i = 0; i <= DESCRIPTOR_MOST_OPTIONS; i++) {
		memcpy(names[i], (char[]){ 'a', 'a' + (char)(i / 26), 'a' + (char)(i % 26), '\0' },
		       4);
		options[i] = (struct qw_option_spec){ .name = names[i], .type = QW_STRING };
	}
	assert_options_refused(options, "more than 256");
	options[DESCRIPTOR_MOST_OPTIONS].name = NULL;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct qw_plugin plugin = sound();
	struct qw_option_spec *specs;
	size_t count;
	plugin.options = options;
	assert_int_equal(descriptor_options(&plugin, &arena, &specs, &count, &err), 0);
	assert_int_equal(count, 256);
}

static void walks_with_the_plugins_own_size(void **state)
{
	(void)state;
	struct newer {
		struct qw_option_spec spec;
		uint64_t more[2];
	};
	static const struct newer options[] = {
		{ { .name = "first", .type = QW_INT, .default_value = "1", .since = "1.1" },
		  { ~0ull } },
		{ { .name = "second", .type = QW_LIST }, { ~0ull } },
		{ { .name = NULL }, { ~0ull } },
	};
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct qw_plugin plugin = sound();
	struct qw_option_spec *specs;
	size_t count;
	plugin.options = &options[0].spec;
	plugin.option_size = sizeof(options[0]);
	assert_int_equal(descriptor_options(&plugin, &arena, &specs, &count, &err), 0);
	assert_int_equal(count, 2);
	assert_string_equal(specs[0].name, "first");
	assert_string_equal(specs[0].since, "1.1");
	assert_string_equal(specs[1].name, "second");
	assert_int_equal(specs[1].type, QW_LIST);
}

static void needs_no_options(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct qw_plugin plugin = sound();
	struct qw_option_spec *specs;
	size_t count = 7;
	assert_int_equal(descriptor_options(&plugin, &arena, &specs, &count, &err), 0);
	assert_int_equal(count, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_a_sound_one),
		cmocka_unit_test(refuses_sizes_that_cannot_be),
		cmocka_unit_test(takes_no_more_than_both_know),
		cmocka_unit_test(checks_the_name),
		cmocka_unit_test(checks_the_texts),
		cmocka_unit_test(wants_a_hook_and_known_flags),
		cmocka_unit_test(checks_each_option),
		cmocka_unit_test(checks_each_default),
		cmocka_unit_test(refuses_repeated_names),
		cmocka_unit_test(counts_up_to_256_options),
		cmocka_unit_test(walks_with_the_plugins_own_size),
		cmocka_unit_test(needs_no_options),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
