/* SPDX-License-Identifier: MIT */
#include "command_line.h"

static void the_end_is_where_nothing_is_swallowed(void **state)
{
	(void)state;
	/* Items before which "-vnc :1" is added: what it then is must be certain. */
	static const struct {
		const char *line, *result;
	} cases[] = {
		{ "", "-vnc :1" },
		{ "-S", "-S -vnc :1" },
		{ "-name x", "-name x -vnc :1" },
		{ "-S -m", "-S -vnc :1 -m" },
		{ "-m", "-vnc :1 -m" },
		{ "-foo", "-vnc :1 -foo" },
		{ "-S -foo", "-S -vnc :1 -foo" },
		{ "-foo x", "-foo x -vnc :1" },
		{ "-foo -S", "-foo -S -vnc :1" },
		{ "-S -foo -m", "-S -vnc :1 -foo -m" },
		{ "-S -foo -bar", "-S -vnc :1 -foo -bar" },
		{ "-foo -bar x", "-foo -bar x -vnc :1" },
		{ "-foo -name -m", "-vnc :1 -foo -name -m" },
		{ "-foo x -m", "-foo x -vnc :1 -m" },
		{ "-foo x -bar", "-foo x -vnc :1 -bar" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		CLEANUP_COMMAND struct command command = parse_line(cases[i].line, &arena);
		struct element *element = element_new(&arena, "vnc", ":1", "plugin:x");
		size_t at = command_end(&command);
		assert_int_equal(command_insert(&command, at, element, &err), 0);
		assert_string_equal(emitted(&command, &arena), cases[i].result);
		/* Cut anew, it is the option that was meant. */
		CLEANUP_COMMAND struct command again = parse_line(cases[i].result, &arena);
		assert_non_null(strstr(outline(&again, &arena), "O:vnc=:1"));
	}
}

static void an_unknown_option_with_its_value_is_settled(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-S", &arena);
	struct element *element = element_new(&arena, "acme", "x", "plugin:x");
	assert_int_equal(element->kind, ELEMENT_UNKNOWN);
	assert_int_equal(command_insert(&command, 1, element, &err), 0);
	assert_int_equal(command_end(&command), 2);
}

static void edits_keep_serials(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-S -vnc :1 disk", &arena);
	struct element *added = element_new(&arena, "m", "1G", "plugin:x");
	assert_int_equal(command_insert(&command, 1, added, &err), 0);
	assert_int_equal(added->serial, 4);
	assert_int_equal(command_locate(&command, 2, 1), 2);
	assert_int_equal(command_locate(&command, 2, 2), 2);
	assert_int_equal(command_locate(&command, 2, 99), 2);
	struct element *version = element_with_value(&arena, command.items[2], ":2", "plugin:x");
	command_replace(&command, 2, version);
	assert_int_equal(version->serial, 2);
	assert_string_equal(emitted(&command, &arena), "-S -m 1G -vnc :2 disk");
	command_replace(&command, 1, element_new(&arena, "m", "2G", "plugin:x"));
	assert_int_equal(command.items[1]->serial, 4);
	command_remove(&command, 0);
	assert_int_equal(command_locate(&command, 1, 0), -1);
	assert_int_equal(command_locate(&command, 2, 2), 1);
	command_remove(&command, 2);
	command_remove(&command, 0);
	command_remove(&command, 0);
	assert_int_equal(command.count, 0);
	assert_int_equal(command_locate(&command, 2, 0), -1);
}

static void a_discarded_copy_leaves_no_trace(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-S -vnc :1 disk", &arena);
	struct command copy;
	assert_int_equal(command_copy(&copy, &command, &err), 0);
	command_replace(&copy, 1, element_with_value(&arena, copy.items[1], ":2", "p"));
	command_remove(&copy, 0);
	for (int i = 0; i < 20; i++) {
		struct element *element = element_new(&arena, "S", NULL, "p");
		assert_int_equal(command_insert(&copy, 1, element, &err), 0);
	}
	command_release(&copy);
	assert_string_equal(emitted(&command, &arena), "-S -vnc :1 disk");
	assert_int_equal(command.next_serial, 4);
	CLEANUP_COMMAND struct command empty = parse_line("", &arena);
	assert_int_equal(command_copy(&copy, &empty, &err), 0);
	assert_int_equal(copy.count, 0);
	command_release(&copy);
}

static void a_prefix_belongs_to_the_spelling(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("--display vnc=:5901,to=9", &arena);
	struct element *element = command.items[0];
	assert_string_equal(element_name(element), "vnc");
	assert_string_equal(element_value(element), ":5901,to=9");
	element = element_with_value(&arena, element, ":1,to=9", "plugin:vnc");
	assert_string_equal(element->value, "vnc=:1,to=9");
	assert_string_equal(element_value(element), ":1,to=9");
	assert_string_equal(element->word, "--display");
	assert_ptr_equal(element->word_origin, ORIGIN_USER);
	assert_string_equal(element->value_origin, "plugin:vnc");
}

static void made_elements_are_what_a_cut_would_make(void **state)
{
	(void)state;
	static const struct {
		const char *name, *value, *outline;
	} cases[] = {
		{ "vnc", ":1", "O:vnc=:1" },
		{ "M", "pc", "O:machine=pc" },
		{ "S", NULL, "O:S" },
		{ "display", "gtk", "O:display=gtk" },
		{ "display", "vnc=:1", "O:vnc=:1" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		CLEANUP_COMMAND struct command command = parse_line("", &arena);
		struct element *element =
			element_new(&arena, cases[i].name, cases[i].value, "plugin:x");
		assert_int_equal(command_insert(&command, 0, element, &err), 0);
		assert_string_equal(outline(&command, &arena), cases[i].outline);
		CLEANUP_COMMAND struct command cut = parse_line(emitted(&command, &arena), &arena);
		assert_string_equal(outline(&cut, &arena), cases[i].outline);
	}
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-display gtk", &arena);
	struct element *version = element_with_value(&arena, command.items[0], "vnc=:1", "p");
	assert_string_equal(element_name(version), "vnc");
	assert_string_equal(element_value(version), ":1");
}

static void names_and_values_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *line, *name, *value;
		bool incomplete, json;
	} cases[] = {
		{ "-M pc", "machine", "pc", false, false },
		{ "-m", "m", NULL, true, false },
		{ "-S", "S", NULL, false, false },
		{ "vnc", "image", NULL, false, false },
		{ "-foo", "-foo", NULL, false, false },
		{ "-device {", "device", "{", false, true },
		{ "-device e1000,x={", "device", "e1000,x={", false, false },
		{ "-vnc {}", "vnc", "{}", false, false },
		{ "-display vnc={}", "vnc", "{}", false, false },
		{ "-name ''", "name", "", false, false },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_COMMAND struct command command = parse_line(cases[i].line, &arena);
		const struct element *element = command.items[0];
		assert_string_equal(element_name(element), cases[i].name);
		const char *value = element_value(element);
		assert_string_equal(value ? value : "NULL",
				    cases[i].value ? cases[i].value : "NULL");
		assert_int_equal(element_is_incomplete(element), cases[i].incomplete);
		assert_int_equal(element_is_json(element), cases[i].json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_is_where_nothing_is_swallowed),
		cmocka_unit_test(an_unknown_option_with_its_value_is_settled),
		cmocka_unit_test(edits_keep_serials),
		cmocka_unit_test(a_discarded_copy_leaves_no_trace),
		cmocka_unit_test(a_prefix_belongs_to_the_spelling),
		cmocka_unit_test(made_elements_are_what_a_cut_would_make),
		cmocka_unit_test(names_and_values_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
