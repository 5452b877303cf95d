/* SPDX-License-Identifier: MIT */
#include "pipeline/positions.h"

#include "command_line.h"

static void serials_lead_to_elements_and_words(void **state)
{
	(void)state;
	/* argv: 0 qemu, 1 -S, 2 -m, 3 1G, 4 disk, 5 -vnc, 6 :1; serials 1 to 4. */
	static const size_t words[] = { 0, 1, 2, 4, 5 };
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-S -m 1G disk -vnc :1", &arena);
	struct positions positions;
	assert_int_equal(positions_make(&positions, &command, &arena), 0);
	for (uint32_t serial = 1; serial <= 4; serial++) {
		size_t word = 99;
		assert_ptr_equal(positions_find(&positions, serial, &word),
				 command.items[serial - 1]);
		assert_int_equal(word, words[serial]);
		assert_ptr_equal(positions_find(&positions, serial, NULL),
				 command.items[serial - 1]);
	}
	assert_null(positions_find(&positions, 0, NULL));
	assert_null(positions_find(&positions, 5, NULL));
	assert_null(positions_find(&positions, UINT32_MAX, NULL));
}

static void removed_and_moved_elements_are_known(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-S -m 1G disk -vnc :1", &arena);
	struct positions positions;
	size_t word;
	command_remove(&command, 1);
	assert_int_equal(
		command_insert(&command, 0, element_new(&arena, "name", "a", "user"), &err), 0);
	assert_int_equal(positions_make(&positions, &command, &arena), 0);
	assert_null(positions_find(&positions, 2, &word));
	assert_ptr_equal(positions_find(&positions, 5, &word), command.items[0]);
	assert_int_equal(word, 1);
	assert_ptr_equal(positions_find(&positions, 1, &word), command.items[1]);
	assert_int_equal(word, 3);
}

/* It is only a faster journal_change_index(). */
static void words_of_changes_are_as_in_the_journal(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command =
		parse_line("-S -m 1G disk -fork -vnc :1 -vnc :2", &arena);
	struct positions positions;
	command_remove(&command, 2);
	assert_int_equal(positions_make(&positions, &command, &arena), 0);
	for (uint32_t serial = 0; serial < 12; serial++) {
		for (int action = CHANGE_ADD; action <= CHANGE_REMOVE; action++) {
			struct change change = { .serial = serial,
						 .action = (enum change_action)action };
			assert_int_equal(positions_of_change(&positions, &change),
					 journal_change_index(&change, &command));
		}
	}
}

static void without_a_command_nothing_is_there(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct positions positions;
	assert_int_equal(positions_make(&positions, NULL, &arena), 0);
	assert_null(positions_find(&positions, 1, NULL));
	assert_int_equal(positions_of_change(&positions, &(struct change){ .serial = 1 }), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serials_lead_to_elements_and_words),
		cmocka_unit_test(removed_and_moved_elements_are_known),
		cmocka_unit_test(words_of_changes_are_as_in_the_journal),
		cmocka_unit_test(without_a_command_nothing_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
