/* SPDX-License-Identifier: MIT */
/*
 * One line of a configuration file, checked before libinih sees it: what libinih would cut short,
 * skip or read in a second way is refused here. Knows no sections or keys. Allocates nothing.
 */
#ifndef CONFIG_INI_LINE_H
#define CONFIG_INI_LINE_H

#include <stddef.h>

/** Bytes of the longest line, without its end. */
#define INI_LINE_LIMIT ((size_t)65535)
/** libinih keeps 49 bytes of a section's name and drops the rest without a word. */
#define INI_SECTION_LIMIT ((size_t)49)

enum ini_line_kind { INI_LINE_EMPTY, INI_LINE_SECTION, INI_LINE_PAIR };

struct ini_line {
	enum ini_line_kind kind;
	/** The name of the section or the key, borrowed from the line. */
	const char *name;
	size_t name_length;
};

/** Classifies a line of `length` bytes without its end. Returns NULL, or what is wrong with it. */
const char *ini_line_check(const char *line, size_t length, struct ini_line *ret_line);

#endif
