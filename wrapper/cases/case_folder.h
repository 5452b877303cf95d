/* SPDX-License-Identifier: MIT */
/* The folder that a case runs in: new, with its files, and removed with all that is in it. */
#ifndef CASES_CASE_FOLDER_H
#define CASES_CASE_FOLDER_H

#include "base/arena.h"
#include "base/error.h"
#include "cases/case_file.h"

/** Makes one below TMPDIR or /tmp; `ret_path`, absolute, is in the arena. */
int case_folder_make(struct arena *arena, const char **ret_path, struct error *err);

/** Writes the case's files into it. */
int case_folder_fill(const char *folder, const struct test_case *test, struct error *err);

/** NULL is none. What can't be removed stays. */
void case_folder_remove(const char *folder);

#endif
