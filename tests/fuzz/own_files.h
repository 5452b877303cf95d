/* SPDX-License-Identifier: MIT */
/*
 * The only files that a fuzz target sees: those it writes itself, below the root /own. Linked in
 * with --wrap for open, fopen, opendir and access (meson.build), so that no text that the fuzzer
 * makes up can name a file of the machine. Between own_files_begin() and own_files_end() every
 * other path is ENOENT.
 */
#ifndef TESTS_FUZZ_OWN_FILES_H
#define TESTS_FUZZ_OWN_FILES_H

#include <stddef.h>

/** Begins with no files; the environment is empty. */
void own_files_begin(void);

/** FOLDER/NAME as the code under test is to name it; NULL: the folder. Valid for the process. */
const char *own_files_path(const char *name);

/** `name` may stand in conf.d/. */
void own_files_write(const char *name, const void *bytes, size_t size);

void own_files_end(void);

#endif
