/* SPDX-License-Identifier: MIT */
#include "pipeline/journal.h"

struct journal_mark journal_mark(const struct journal *journal)
{
	return (struct journal_mark){ journal->changes.count, journal->facts.count,
				      journal->notes.list.count };
}

void journal_rollback(struct journal *journal, struct journal_mark mark)
{
	journal->changes.count = mark.changes;
	journal->facts.count = mark.facts;
	journal->notes.list.count = mark.notes;
}

void journal_release(struct journal *journal)
{
	free(journal->changes.items);
	free(journal->facts.items);
	free(journal->notes.list.items);
	*journal = (struct journal){ 0 };
}

const char *change_action_name(enum change_action action)
{
	static const char *const names[] = { "add", "set", "remove" };
	return names[action];
}

ptrdiff_t journal_change_index(const struct change *change, const struct command *command)
{
	ptrdiff_t at = change->serial ? command_locate(command, change->serial, 0) : -1;
	if (at < 0)
		return -1;
	size_t index = command_argv_index(command, (size_t)at);
	bool is_value = change->action != CHANGE_ADD && command->items[at]->value;
	return (ptrdiff_t)(is_value ? index + 1 : index);
}
