/* SPDX-License-Identifier: MIT */
/*
 * A file of cases with what really happens: cases whose expectations hold stay as they are
 * written, the others get new ones. Comments, and all that goes in, are kept.
 */
#ifndef CASES_CASE_PRINT_H
#define CASES_CASE_PRINT_H

#include "cases/case_file.h"
#include "cases/case_result.h"

/** What becomes of one case. */
struct case_print {
	/** Keep what stands there. */
	bool keep;
	/** Otherwise: what happened. */
	struct case_result result;
};

/** `prints` has one for each case of the file. */
void case_print_file(const struct case_file *file, const struct case_print *prints,
		     struct strbuf *out);

#endif
