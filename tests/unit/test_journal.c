/* SPDX-License-Identifier: MIT */
#include "pipeline/journal.h"

#include "command_line.h"

static void write_one_of_each(struct journal *journal, const char *plugin)
{
	struct change *change = VECTOR_ADD(&journal->changes);
	struct fact *fact = VECTOR_ADD(&journal->facts);
	assert_non_null(change);
	assert_non_null(fact);
	change->plugin = fact->plugin = plugin;
	assert_int_equal(notes_add(&journal->notes, plugin, NOTE_INFO, "note"), 0);
}

static void what_was_written_behind_a_mark_is_taken_back(void **state)
{
	(void)state;
	struct journal journal = { 0 };
	struct journal_mark start = journal_mark(&journal);
	write_one_of_each(&journal, "first");
	struct journal_mark mark = journal_mark(&journal);
	write_one_of_each(&journal, "second");
	assert_non_null(VECTOR_ADD(&journal.changes));
	journal_rollback(&journal, mark);
	write_one_of_each(&journal, "third");
	assert_int_equal(journal.changes.count, 2);
	assert_int_equal(journal.facts.count, 2);
	assert_int_equal(journal.notes.list.count, 2);
	for (size_t i = 0; i < 2; i++) {
		const char *plugin = i ? "third" : "first";
		assert_string_equal(journal.changes.items[i].plugin, plugin);
		assert_string_equal(journal.facts.items[i].plugin, plugin);
		assert_string_equal(journal.notes.list.items[i].plugin, plugin);
	}
	journal_rollback(&journal, start);
	assert_int_equal(journal.changes.count + journal.facts.count + journal.notes.list.count, 0);
	journal_release(&journal);
	assert_null(journal.changes.items);
}

static void a_change_concerns_a_word(void **state)
{
	(void)state;
	/* argv: 0 qemu, 1 -S, 2 -m, 3 1G, 4 disk, 5 -vnc, 6 :1; serials 1 to 4. */
	static const struct {
		struct change change;
		ptrdiff_t index;
	} rows[] = {
		{ { .serial = 1, .action = CHANGE_ADD }, 1 },
		{ { .serial = 1, .action = CHANGE_SET }, 1 },
		{ { .serial = 2, .action = CHANGE_ADD }, 2 },
		{ { .serial = 2, .action = CHANGE_SET }, 3 },
		{ { .serial = 3, .action = CHANGE_ADD }, 4 },
		{ { .serial = 4, .action = CHANGE_SET }, 6 },
		/* One property of it was. */
		{ { .serial = 4, .action = CHANGE_REMOVE }, 6 },
		{ { .serial = 5, .action = CHANGE_REMOVE }, -1 },
		{ { .serial = 0, .action = CHANGE_SET, .variable = "A" }, -1 },
	};
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-S -m 1G disk -vnc :1", &arena);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(journal_change_index(&rows[i].change, &command), rows[i].index);
	command_remove(&command, 0);
	assert_int_equal(journal_change_index(&rows[0].change, &command), -1);
	assert_int_equal(journal_change_index(&rows[3].change, &command), 2);
}

static void actions_have_names(void **state)
{
	(void)state;
	assert_string_equal(change_action_name(CHANGE_ADD), "add");
	assert_string_equal(change_action_name(CHANGE_SET), "set");
	assert_string_equal(change_action_name(CHANGE_REMOVE), "remove");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_behind_a_mark_is_taken_back),
		cmocka_unit_test(a_change_concerns_a_word),
		cmocka_unit_test(actions_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
