/* SPDX-License-Identifier: MIT */
/* Files of cases for unit tests, given as text. */
#ifndef TESTS_CASE_TEXTS_H
#define TESTS_CASE_TEXTS_H

#include "cases/case_file.h"

#include "config_files.h"

/* Reads the text as the file x.cases of a folder that is gone then. */
static inline int read_as_cases(const char *text, bool complete, struct case_file *ret_file,
				struct error *err)
{
	struct scratch scratch;
	scratch_make(&scratch);
	const char *path = scratch_file(&scratch, "x.cases", text);
	int status = case_file_read(path, complete, ret_file, err);
	scratch_remove(&scratch);
	return status;
}

/* One that is sound. */
static inline void cases_of(const char *text, struct case_file *ret_file)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (read_as_cases(text, true, ret_file, &err))
		fail_msg("%s", error_text(&err));
}

#endif
