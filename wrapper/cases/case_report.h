/* SPDX-License-Identifier: MIT */
/*
 * What is said about cases that have run: for people, of those that fail, with the place of each
 * difference; or in the form of the Test Anything Protocol, which test runners read.
 */
#ifndef CASES_CASE_REPORT_H
#define CASES_CASE_REPORT_H

#include "cases/case_compare.h"

struct case_report {
	bool tap;
	/** There are cases of several files: their names stand before the titles in TAP. */
	bool several_files;
	size_t passed, failed;
};

/** The first line of TAP. */
void case_report_begin(const struct case_report *report, size_t count, struct strbuf *out);

/** One case, counted. No differences: it passed. */
void case_report_add(struct case_report *report, const struct case_file *file,
		     const struct test_case *test, const struct case_differences *differences,
		     struct strbuf *out);

/** The last line: how many passed and failed. */
void case_report_end(const struct case_report *report, struct strbuf *out);

#endif
