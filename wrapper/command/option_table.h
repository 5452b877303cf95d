/* SPDX-License-Identifier: MIT */
/*
 * Every option that any release of QEMU's system emulators ever had (0.6.0 to 11.1). Generated at
 * build time from qemu-options.tsv. No option ever changed between releases whether it takes a
 * value. Options of forks are unknown here on purpose: see command_parse().
 */
#ifndef COMMAND_OPTION_TABLE_H
#define COMMAND_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/** How QEMU reads the value (of the newest release that has the option). */
enum value_grammar {
	/** One text; nothing in it can be set by itself. */
	GRAMMAR_PLAIN,
	/** key=value,flag,... with ",," for a comma. */
	GRAMMAR_QEMUOPTS,
	/** key=value,... with dotted keys; no flags, no escape in the implied first value. */
	GRAMMAR_KEYVAL,
	/** MODEL,+feature,-feature,feature=value; no escape at all. */
	GRAMMAR_CPU,
};

/** What repeating the option does. */
enum option_repeat {
	/** Each one counts. */
	REPEAT_LIST,
	/** All write into one set; later keys win. */
	REPEAT_MERGED,
	/** Only the last one counts. */
	REPEAT_LAST,
};

/** The texts stand in the rows: pointers to them would have to be relocated at every launch. */
struct option_info {
	char name[24];
	/** The name it is known by here: "machine" for "M". */
	char canonical[24];
	/** The key that the first bare element of the value belongs to, or "". */
	char implied_key[16];
	enum value_grammar grammar;
	enum option_repeat repeat;
	bool takes_value;
	/** A value that begins with '{' is one JSON object. */
	bool json;
};

/** By exact name, without dashes; NULL: no release ever had it. */
const struct option_info *option_table_find(const char *name);

/** The index-th row in name order; NULL behind the last. */
const struct option_info *option_table_at(size_t index);

#endif
