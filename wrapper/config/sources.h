/* SPDX-License-Identifier: MIT */
/*
 * Which files are read, where they stand and what may be missing. Each is read through
 * config/ini_file.h, which asks for trustworthy files. Paths live in the given arena.
 */
#ifndef CONFIG_SOURCES_H
#define CONFIG_SOURCES_H

#include "config/ini_file.h"

#include <stdbool.h>

enum source_kind {
	/** SYSCONFDIR/qemu-wrapper/qemu-wrapper.conf */
	SOURCE_SYSTEM,
	/** A file of its conf.d. */
	SOURCE_FRAGMENT,
	/** The user's own file. */
	SOURCE_USER,
	/** The one file that --config or QEMU_WRAPPER_CONFIG names. */
	SOURCE_EXPLICIT
};

struct source_list {
	VECTOR(const char *) paths;
};

/**
 * Reads a file. A system file that doesn't exist and a user's file that can't be reached are no
 * error: programs probe QEMU with a HOME that isn't theirs (libvirt: another user, HOME=/root).
 * Then `ret_exists` is false. The caller releases the file in every case.
 */
int source_read(const char *path, enum source_kind kind, struct arena *arena,
		struct ini_file *ret_file, bool *ret_exists, struct error *err);

/** Adds FOLDER/conf.d/\*.conf in the order of their names' bytes, without hidden ones. The folder
 * may be missing. */
int source_fragments(const char *folder, struct arena *arena, struct source_list *list,
		     struct error *err);

#endif
