/* SPDX-License-Identifier: MIT */
/*
 * A file of cases, line by line: `key: value`, indented lines that continue a value, lines that
 * begin with `|` and are the content of a file, comments and empty lines. What the keys mean is for
 * case_file.h to say. Strings live in the arena.
 */
#ifndef CASES_CASE_LINES_H
#define CASES_CASE_LINES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vector.h"

/** Bytes of a file. */
enum { CASE_FILE_LIMIT = 4 << 20 };

struct case_entry {
	const char *key;
	/** Without blanks at its ends; its lines joined by line breaks. */
	const char *value;
	/** The lines behind `|`, each with its line break; NULL: there are none. */
	const char *content;
	/** The lines it stands on, counted from 1. */
	size_t first, last;
};

struct case_lines {
	/** As it was named. */
	const char *path;
	/** All lines as they are, without line breaks. */
	VECTOR(const char *) lines;
	VECTOR(struct case_entry) entries;
};

/** On failure the error begins with "FILE:LINE: " or "FILE: ". The caller releases in any case. */
int case_lines_read(const char *path, struct arena *arena, struct case_lines *ret_lines,
		    struct error *err);

void case_lines_release(struct case_lines *lines);

#define CLEANUP_CASE_LINES CLEANUP(case_lines_release)

#endif
