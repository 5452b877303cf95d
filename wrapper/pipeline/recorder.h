/* SPDX-License-Identifier: MIT */
/*
 * The host's services for a hook that runs in a child: each does what it always does, on the
 * child's own copy of everything, so that the hook sees its own edits; and what changes something
 * is written down for the parent, which does it once more by replay.h. Options are named by their
 * serial numbers, which both processes give out alike.
 */
#ifndef PIPELINE_RECORDER_H
#define PIPELINE_RECORDER_H

#include "pipeline/hook.h"

/** Types of records, with their fields. */
enum recorded {
	/** u32 code, text: the hook failed, and nothing else counts. */
	RECORDED_ERROR = 1,
	/** The hook returned 0; always the last one. */
	RECORDED_END,
	/** u32 serial of the anchor or 0, u32 after, text option, string value, u32 flags, text
	 * reason */
	RECORDED_ADD,
	/** u32 last, text reason, count, (text word, text origin) for each */
	RECORDED_ADD_WORDS,
	/** u32 serial, string property, i64 position, text value, u32 flags, text reason */
	RECORDED_SET,
	/** u32 serial, string property, u32 flags, text reason */
	RECORDED_REMOVE,
	/** text name, string value, u32 flags, text reason */
	RECORDED_SET_ENV,
	/** u32 level, text */
	RECORDED_NOTE,
	/** text key, count, (text name, u32 kind, string text, i64 number) for each field */
	RECORDED_FACT,
};

/** Makes the table, which writes to hook->recording if that isn't NULL. */
void recorder_table(struct qw_host *ret_table);

/** What became of the hook, by hook->error: the last thing to write. */
void recorder_end(const struct hook *hook);

#endif
