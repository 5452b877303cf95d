/* SPDX-License-Identifier: MIT */
/*
 * Small files of /proc, /sys and /etc. `root` stands before every path: "" or the folder of a test.
 * Unreadable is an answer, not an error: callers say "not readable".
 */
#ifndef DOCTOR_SMALL_FILE_H
#define DOCTOR_SMALL_FILE_H

#include "base/arena.h"

#include <stdbool.h>

/** Bytes of a file that are looked at; what is behind them is left out. */
enum { SMALL_FILE_LIMIT = 1 << 20 };

/**
 * The whole text, a NUL behind it, in the arena. 0, or a negative errno: -EINVAL for what is no
 * regular file, -ENOMEM.
 */
int small_file_read(const char *root, const char *path, struct arena *arena, char **ret_text);

/** Its first line without the line break, or NULL: there is none, or it can't be read. */
const char *small_file_line(const char *root, const char *path, struct arena *arena);

bool small_file_exists(const char *root, const char *path);

/** "not readable" with the reason, for what small_file_read() returned. */
const char *small_file_complaint(int status, struct arena *arena);

#endif
