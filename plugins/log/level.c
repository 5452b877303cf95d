/* SPDX-License-Identifier: MIT */
#include "level.h"

#include <stdbool.h>
#include <string.h>

static const char *const names[] = {
	[LEVEL_ERROR] = "error", [LEVEL_WARNING] = "warning", [LEVEL_NOTICE] = "notice",
	[LEVEL_INFO] = "info",   [LEVEL_DEBUG] = "debug",
};

const char *level_name(enum level level)
{
	return names[level];
}

int level_read(const char *word, enum level *ret_level)
{
	for (enum level level = LEVEL_ERROR; level <= LEVEL_DEBUG; level++)
		if (!strcmp(word, names[level])) {
			*ret_level = level;
			return 0;
		}
	return -EINVAL;
}

enum level level_of_change(const struct qw_change *change)
{
	if (change->variable)
		return LEVEL_DEBUG;
	if (!strcmp(change->action, "add"))
		return LEVEL_INFO;
	/* To set a property that was not there before is an addition, too. */
	bool adds = !strcmp(change->action, "set") && !change->before;
	return adds ? LEVEL_INFO : LEVEL_NOTICE;
}

enum level level_of_note(uint32_t note_level)
{
	return note_level >= QW_WARNING ? LEVEL_WARNING : LEVEL_INFO;
}

static enum level graver(enum level one, enum level other)
{
	return one < other ? one : other;
}

enum level level_of_event(const struct qw_command *cmd, const struct qw_outcome *outcome)
{
	enum level level = outcome->kind == QW_STARTING ? LEVEL_OF_START : LEVEL_ERROR;
	const char *plugin, *text;
	uint32_t note;
	for (size_t i = 0; qw_note_at(cmd, i, &plugin, &note, &text) > 0; i++)
		level = graver(level, level_of_note(note));
	struct qw_change change;
	for (size_t i = 0; level > LEVEL_NOTICE && qw_change_at(cmd, i, &change) > 0; i++)
		level = graver(level, level_of_change(&change));
	return level;
}
