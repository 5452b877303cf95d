/* SPDX-License-Identifier: MIT */
/* Loading the file of a plugin, which runs its constructors: in our process or in a child. */
#ifndef LOADER_LIBRARY_H
#define LOADER_LIBRARY_H

#include "base/error.h"

#include <qemu-wrapper/plugin.h>
#include <sys/stat.h>

/** A file that was checked by plugin_file_open(). */
struct library_file {
	const char *path;
	/** What its identity says. */
	const char *name;
	/** As it was then: another one is not loaded in its place. */
	struct stat file;
};

/**
 * Loads it and copies its descriptor. `handle` is set as soon as there is one, also if an error
 * follows; the caller closes it.
 */
int library_open(const struct library_file *file, void **handle, struct qw_plugin *ret_descriptor,
		 struct error *err);

#endif
