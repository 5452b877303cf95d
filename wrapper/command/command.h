/* SPDX-License-Identifier: MIT */
/*
 * The command model: argv cut into elements exactly as QEMU cuts it. Emitting a command that nobody
 * edited gives back the very strings it was cut from.
 *
 * Elements are never changed in place: an edit makes a new element with the same serial number and
 * puts it in the old one's place. So a copy of a command is a copy of an array of pointers, and a
 * discarded copy leaves no trace. Elements and their strings live in the arena given when they are
 * made, which outlives every command that refers to them.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/arena.h"
#include "base/error.h"
#include "command/option_table.h"

#include <stdbool.h>
#include <stdint.h>

enum element_kind {
	/** An option of the table. */
	ELEMENT_OPTION,
	/** A word that does not begin with '-': a disk image. */
	ELEMENT_IMAGE,
	/** A word that begins with '-' and is no option of the table. */
	ELEMENT_UNKNOWN,
	/** A word that may be the value of an unknown option before it, or something of its own. */
	ELEMENT_OPAQUE,
};

struct element {
	enum element_kind kind;
	/** ELEMENT_OPTION: its row. ELEMENT_OPAQUE: the row it would have, or NULL. Else NULL. */
	const struct option_info *option;
	/** The argv word as spelled: "--vnc", or the image's name. */
	const char *word;
	/** The argv word behind it that is its value, or NULL. */
	const char *value;
	/** Bytes of `value` that are not the option's own value: "vnc=" of -display vnc=ADDR. */
	size_t prefix;
	/** Where the words came from: "user", "QEMU_ARGS", "FILE:LINE", "plugin:NAME". */
	const char *word_origin, *value_origin;
	/** The same for all versions of one element; unique in a launch, from 1. */
	uint32_t serial;
};

struct command {
	/** argv[0] as we got it; NULL: argv was empty. */
	const char *argv0;
	struct element **items;
	size_t count, room;
	uint32_t next_serial;
};

/** A word and where it came from. */
struct sourced_word {
	const char *text;
	const char *origin;
};

extern const char ORIGIN_USER[]; /* "user" */

/** Cuts argv (argv[0] first, NULL-terminated; may be empty). Strings are borrowed. */
int command_parse(struct command *ret_command, const char *const *argv, struct arena *arena,
		  struct error *err);

/** A copy that can be edited without touching `command`. */
int command_copy(struct command *ret_copy, const struct command *command, struct error *err);

void command_release(struct command *command);

/** Canonical name: "vnc", "machine", "image" (any word without a dash), or an unknown word as
 * spelled. */
const char *element_name(const struct element *element);
/** The option's own value, or NULL. */
const char *element_value(const struct element *element);
/** Makes -display vnc=VALUE what it is, -vnc VALUE (vl.c: parse_display(), 0.15 on). */
void element_fold_display(struct element *element);
/** The option takes a value and none is there. */
bool element_is_incomplete(const struct element *element);
/** The value is one JSON object. */
bool element_is_json(const struct element *element);

/** Index among the items of the element with this serial, or -1: it was removed. `hint` is where
 * it probably is. */
ptrdiff_t command_locate(const struct command *command, uint32_t serial, size_t hint);

/** Index in argv (argv[0] is 0) of an item's first word. */
size_t command_argv_index(const struct command *command, size_t item);

/** Number of words, argv[0] included. */
size_t command_word_count(const struct command *command);

/**
 * The words as a NULL-terminated argv in the arena, and their origins (same length) unless
 * `ret_origins` is NULL.
 */
int command_emit(const struct command *command, struct arena *arena, const char *const **ret_argv,
		 const char *const **ret_origins, struct error *err);

/* -- Edits: serials are kept, nothing else is interpreted -- */

/** Inserts an element before item `at`. Its serial is given out here. */
int command_insert(struct command *command, size_t at, struct element *element, struct error *err);
/** Puts another version in the place of item `at`. */
void command_replace(struct command *command, size_t at, struct element *element);
void command_remove(struct command *command, size_t at);

/**
 * Puts words that were written elsewhere before the first word or behind the last one and cuts the
 * whole line anew, for an unknown option at the seam may claim a word of the other side. Elements
 * that were there keep their serial. -EINVAL: an option at the seam lacks its value and would
 * swallow a word.
 */
int command_join_words(struct command *command, bool last, const struct sourced_word *words,
		       size_t count, struct arena *arena, struct error *err);

/** An element that is not in a command yet: an option by its table row, or one that no table knows
 * (then `name` is written with one dash). NULL: no memory. */
struct element *element_new(struct arena *arena, const char *name, const char *value,
			    const char *origin);

/** A new version of an element with another value of its own (a prefix is kept). */
struct element *element_with_value(struct arena *arena, const struct element *element,
				   const char *value, const char *origin);

/** The item before which something can be added at the end: not behind an option that lacks its
 * value, nor behind an unknown option that could take what is added for its value. */
size_t command_end(const struct command *command);

#define CLEANUP_COMMAND CLEANUP(command_release)

#endif
