/* SPDX-License-Identifier: MIT */
/*
 * What happened in the pipeline, in order: changes, facts, notes. A hook that fails takes back what
 * it wrote by rolling back to a mark. Strings are borrowed from the pipeline's arena.
 */
#ifndef PIPELINE_JOURNAL_H
#define PIPELINE_JOURNAL_H

#include "base/note.h"
#include "base/vector.h"
#include "command/command.h"

#include <qemu-wrapper/plugin.h>
#include <stdbool.h>
#include <stdint.h>

enum change_action { CHANGE_ADD, CHANGE_SET, CHANGE_REMOVE };

struct change {
	const char *plugin;
	enum change_action action;
	/** Canonical name; NULL: an environment variable. */
	const char *option;
	const char *id;
	const char *property;
	const char *variable;
	const char *before, *after;
	const char *reason;
	/** enum qw_edit_flag */
	uint32_t flags;
	/** The element (command.h); 0 for a variable. */
	uint32_t serial;
};

struct fact {
	const char *plugin;
	const char *key;
	struct qw_field *fields;
	size_t count;
};

/** Why QEMU is not started. */
struct refusal {
	/** Who refused; NULL: the wrapper itself. */
	const char *plugin;
	/** "configuration", "load", "open", "rewrite", "check", "launch" or "exec". */
	const char *phase;
	const char *text;
	/** Exit status: 125, 126 or 127. */
	int status;
};

struct journal {
	VECTOR(struct change) changes;
	VECTOR(struct fact) facts;
	struct notes notes;
};

struct journal_mark {
	size_t changes, facts, notes;
};

struct journal_mark journal_mark(const struct journal *journal);
void journal_rollback(struct journal *journal, struct journal_mark mark);
void journal_release(struct journal *journal);

/** Index in the argv of `command` of the word that a change concerns: the option's word of an added
 * option, the value's of a changed value; -1: it is not there (any more) or is a variable. */
ptrdiff_t journal_change_index(const struct change *change, const struct command *command);

/** "add", "set", "remove". */
const char *change_action_name(enum change_action action);

#endif
