/* SPDX-License-Identifier: MIT */
/*
 * Small files of /proc and /sys, read whole into a bounded buffer. Never waits, whatever is there.
 */
#ifndef IO_FILE_H
#define IO_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* What is read of any file; more is left out. */
#define FILE_ROOM 32768u

/* Writes root and path one behind the other; false if they don't fit. */
bool file_path(const char *root, const char *path, char *ret_full, size_t room);

/* As much as fits, always terminated, NUL bytes become line ends. False, with an empty text, if
 * the file can't be read. */
bool file_read(const char *root, const char *path, char *ret_text, size_t room);

/* The first line alone, without blanks at its ends. */
bool file_line(const char *root, const char *path, char *ret_text, size_t room);

bool file_exists(const char *root, const char *path);

/* The rest of the first line that begins with `name`, or NULL. */
const char *line_after(const char *text, const char *name);

/* Is `word` one of the words of the line? Words end at blanks. */
bool line_has_word(const char *line, const char *word);

#endif
