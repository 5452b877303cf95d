/* SPDX-License-Identifier: MIT */
/*
 * Golden cases of a plugin, as qemu-wrapper-cases(5) tells: what goes in, and what is expected to
 * come out. All strings live in the file's arena; words are NULL-terminated arrays.
 */
#ifndef CASES_CASE_FILE_H
#define CASES_CASE_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/note.h"
#include "base/vector.h"
#include "cases/case_lines.h"

#include <stdbool.h>

/** A file that is there when the case runs. */
struct case_input_file {
	const char *name;
	const char *content;
};

struct case_option {
	const char *key, *value;
	size_t line;
};

/** What a variable of QEMU's environment is expected to become. */
struct case_variable {
	const char *name;
	/** NULL: removed. */
	const char *value;
	size_t line;
};

struct case_note {
	enum note_level level;
	/** A part of it. */
	const char *text;
	size_t line;
};

struct case_fact {
	const char *key;
	/** "NAME=VALUE". */
	const char *const *fields;
	size_t line;
};

struct test_case {
	const char *title;
	size_t line;
	/** The last line of what goes in: expectations follow there. */
	size_t input_end;

	const char *const *command;
	size_t command_line;
	VECTOR(struct case_option) options;
	VECTOR(const char *) environment;
	VECTOR(struct case_input_file) files;

	/** NULL: none is given. The command itself: `unchanged`. */
	const char *const *expect;
	size_t expect_line;
	VECTOR(struct case_variable) variables;
	VECTOR(struct case_note) notes;
	VECTOR(struct case_fact) facts;
	/** Where it is expected to be refused, and a part of the message; NULL: it isn't. */
	const char *refused_phase, *refused_text;
	size_t refused_line;
};

struct case_file {
	struct arena arena;
	struct case_lines lines;
	VECTOR(struct test_case) cases;
};

/** With `complete`, each case must expect something. On failure the error begins with the place.
 * The caller releases in any case. */
int case_file_read(const char *path, bool complete, struct case_file *ret_file, struct error *err);

/** It says what the line becomes, or that it is refused. */
bool case_is_complete(const struct test_case *test);

/** The key is one of those that say what is expected. */
bool case_key_expects(const char *key);

void case_file_release(struct case_file *file);

#define CLEANUP_CASE_FILE CLEANUP(case_file_release)

#endif
