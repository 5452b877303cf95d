/* SPDX-License-Identifier: MIT */
/*
 * The entries of one file of cases while they are read: what a case is given (case_input.c) and
 * what is expected of it (case_expected.c). case_file.c decides what may follow what.
 *
 * Each take function reads r->entry into r->test. 0, -ENOMEM, or -EINVAL: the message begins with
 * FILE:LINE.
 */
#ifndef CASES_CASE_READER_H
#define CASES_CASE_READER_H

#include "cases/case_file.h"

/** What is being read. */
struct case_reader {
	struct case_file *file;
	/** The case that the entries belong to; NULL: there was none yet. */
	struct test_case *test;
	const struct case_entry *entry;
	struct error *err;
};

/* case_reader.c */

/** "FILE:LINE: WHAT"; -EINVAL. */
int case_complain(const struct case_reader *r, size_t line, const char *what);

/** The words of the entry's value, of which there must be one at least. */
int case_split_some(struct case_reader *r, const char *const **ret_words);

/** `earlier` is the line where the case had this key before; 0: it had not. */
int case_only_once(struct case_reader *r, size_t earlier);

/* case_input.c */
int case_take_command(struct case_reader *r);
int case_take_option(struct case_reader *r);
int case_take_environment(struct case_reader *r);
int case_take_file(struct case_reader *r);

/* case_expected.c */
int case_take_expect(struct case_reader *r);
int case_take_set_variable(struct case_reader *r);
int case_take_unset_variable(struct case_reader *r);
int case_take_note(struct case_reader *r);
int case_take_warning(struct case_reader *r);
int case_take_fact(struct case_reader *r);
int case_take_refused(struct case_reader *r);

#endif
