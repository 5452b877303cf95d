/* SPDX-License-Identifier: MIT */
/*
 * One configuration file as a list of what it says, read through libinih. Comments are whole lines
 * that begin with # or ; and values are kept as they are written, without the blanks around them:
 * no quotes, no escapes, no continued lines. What the sections and keys mean is not known here.
 * All strings live in the caller's arena; the entries' array is released with ini_file_release().
 */
#ifndef CONFIG_INI_FILE_H
#define CONFIG_INI_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vector.h"

/** Bytes of the largest file. */
#define INI_FILE_LIMIT ((size_t)4 << 20)

/** A section's heading (`key` and `value` are NULL) or one key of it. */
struct ini_entry {
	const char *section;
	const char *key;
	const char *value;
	int line;
};

struct ini_file {
	/** As it was opened; for messages. */
	const char *path;
	VECTOR(struct ini_entry) entries;
};

/**
 * Reads a file that must be trustworthy (base/trusted_file.h). Errors say FILE:LINE; the entries
 * before the one at fault are then there. The caller releases the file in every case.
 */
int ini_file_read(const char *path, struct arena *arena, struct ini_file *ret_file,
		  struct error *err);

/** "FILE:LINE" of an entry, or NULL without memory. */
const char *ini_file_place(const struct ini_file *file, const struct ini_entry *entry,
			   struct arena *arena);

void ini_file_release(struct ini_file *file);

#define CLEANUP_INI_FILE CLEANUP(ini_file_release)

#endif
