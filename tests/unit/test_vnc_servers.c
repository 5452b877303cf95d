/* SPDX-License-Identifier: MIT */
/* Over the real host: a check hook of this test looks at lines that were really cut. */
#include "pipeline_fixture.h"
#include "servers.h"
#include "unit.h"

/* Calls `check` as the hook of a plugin on a line. */
static void look(const char *const *argv,
		 int (*check)(struct qw_context *ctx, const struct qw_command *cmd))
{
	struct fixture f = { 0 };
	fixture_plugin(&f, "vnc", (struct qw_plugin){ .check = check });
	assert_int_equal(fixture_run(&f, argv), 0);
	fixture_release(&f);
}

static int read_servers(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	struct properties properties = { .count = 9 };
	struct qw_option *option = qw_next(cmd, EVERY_SERVER, NULL);
	assert_int_equal(server_read(cmd, option, &properties), 0);
	assert_int_equal(properties.count, 4);
	static const char *const wanted[][2] = {
		{ "vnc", ":1" }, { "to", "9" }, { "password", "on" }, { "to", "8" }
	};
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(properties.property[i].key, wanted[i][0]);
		assert_string_equal(properties.property[i].value, wanted[i][1]);
	}
	option = qw_next(cmd, EVERY_SERVER, option);
	assert_int_equal(server_read(cmd, option, &properties), 0);
	assert_int_equal(properties.count, 1);
	assert_string_equal(properties.property[0].value, "unix:/a,b");
	option = qw_next(cmd, EVERY_SERVER, option);
	assert_int_equal(server_read(cmd, option, &properties), -ENODATA);
	assert_int_equal(properties.count, 0);
	assert_null(qw_next(cmd, EVERY_SERVER, option));
	return 0;
}

static void servers_are_read_in_all_spellings(void **state)
{
	(void)state;
	look(LINE("-vnc", ":1,to=9,password,to=8", "-display", "vnc=unix:/a,,b", "--vnc"),
	     read_servers);
}

static int most_properties;

static int read_many(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	struct properties properties;
	int status = server_read(cmd, qw_next(cmd, EVERY_SERVER, NULL), &properties);
	assert_int_equal(status, most_properties > PROPERTIES_MAX ? -E2BIG : 0);
	assert_true(properties.count <= PROPERTIES_MAX);
	return 0;
}

static void too_many_properties_are_not_read(void **state)
{
	(void)state;
	for (most_properties = PROPERTIES_MAX; most_properties <= PROPERTIES_MAX + 1;
	     most_properties++) {
		char value[5 * PROPERTIES_MAX + 8] = ":1";
		for (int i = 1; i < most_properties; i++)
			strcat(value, ",to=9");
		look(LINE("-vnc", value), read_many);
	}
}

static int label_servers(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	static const char *const labels[][3] = {
		{ "-vnc :1 (argument 2)", "-vnc  (the place)", "-vnc " },
		{ "--display vnc=:1 (argument 4)", "--display vnc= (the place)", "--disp" },
	};
	char label[LABEL_MAX], address[2 * LABEL_MAX];
	struct qw_option *option = NULL;
	memset(address, 'x', sizeof(address) - 1);
	address[sizeof(address) - 1] = '\0';
	for (size_t i = 0; i < COUNT(labels); i++) {
		option = qw_next(cmd, EVERY_SERVER, option);
		server_label(cmd, option, ":1", NULL, label);
		assert_string_equal(label, labels[i][0]);
		server_label(cmd, option, NULL, "the place", label);
		assert_string_equal(label, labels[i][1]);
		server_label(cmd, option, address, address, label);
		assert_true(strlen(label) < LABEL_MAX);
		assert_memory_equal(label, labels[i][2], strlen(labels[i][2]));
		assert_int_equal(label[strlen(label) - 1], ')');
	}
	return 0;
}

static void labels_say_what_and_where_but_no_secret(void **state)
{
	(void)state;
	look(LINE("-S", "-vnc", ":1,password=secret", "--display", "vnc=:2"), label_servers);
}

static int rewrite_words(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	const struct qw_word words[] = { { "-vnc", "QEMU_ARGS" }, { ":3", "QEMU_ARGS" } };
	char label[LABEL_MAX];
	assert_int_equal(qw_add_words(cmd, 1, words, 2, "words"), 0);
	server_label(cmd, qw_find(cmd, "vnc"), ":3", NULL, label);
	assert_string_equal(label, "-vnc :3 (QEMU_ARGS)");
	return 0;
}

static void words_from_elsewhere_name_their_place(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "vnc", (struct qw_plugin){ .rewrite = rewrite_words });
	assert_int_equal(fixture_run(&f, LINE("-S")), 0);
	fixture_release(&f);
}

static int touch_words(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	const struct qw_word words[] = { { "-vnc", "/some/file:3" }, { ":3", "/some/file:3" } };
	struct qw_option *option = qw_find(cmd, "vnc");
	assert_true(server_is_untouchable(cmd, option));
	assert_int_equal(qw_add_words(cmd, 1, words, 2, "words"), 0);
	option = qw_next(cmd, EVERY_SERVER, NULL);
	assert_string_equal(qw_value(cmd, option), ":1");
	assert_true(server_is_untouchable(cmd, option));
	option = qw_next(cmd, EVERY_SERVER, option);
	assert_string_equal(qw_value(cmd, option), ":3");
	assert_false(server_is_untouchable(cmd, option));
	return 0;
}

static void words_of_files_are_not_the_managers(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "touch", (struct qw_plugin){ .rewrite = touch_words });
	assert_int_equal(
		fixture_run(&f, LINE("-chardev", "socket,id=charmonitor,fd=3", "-vnc", ":1")), 0);
	fixture_release(&f);
}

static bool chosen;

static int check_display(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	assert_int_equal(line_chooses_display(cmd), chosen);
	return 0;
}

static void any_display_option_chooses_one(void **state)
{
	(void)state;
	static const char *const choosing[][2] = {
		{ "-vnc", ":1" }, { "-display", "none" }, { "-display", "vnc=:1" },
		{ "-nographic" }, { "-spice", "port=1" }, { "-sdl" },
		{ "--curses" },
	};
	static const char *const others[][2] = { { "-S" },
						 { "-vga", "std" },
						 { "-device", "VGA" } };
	chosen = true;
	for (size_t i = 0; i < COUNT(choosing); i++)
		look(LINE(choosing[i][0], choosing[i][1]), check_display);
	chosen = false;
	for (size_t i = 0; i < COUNT(others); i++)
		look(LINE(others[i][0], others[i][1]), check_display);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_are_read_in_all_spellings),
		cmocka_unit_test(too_many_properties_are_not_read),
		cmocka_unit_test(labels_say_what_and_where_but_no_secret),
		cmocka_unit_test(words_from_elsewhere_name_their_place),
		cmocka_unit_test(words_of_files_are_not_the_managers),
		cmocka_unit_test(any_display_option_chooses_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
