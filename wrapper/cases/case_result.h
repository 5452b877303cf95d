/* SPDX-License-Identifier: MIT */
/*
 * What really happened in a case. It comes from the process that the case ran in as a row of
 * texts, each with a letter before it that says what it is and a NUL behind it; what no such row
 * can be is refused. Everything but the arrays lives in the arena.
 */
#ifndef CASES_CASE_RESULT_H
#define CASES_CASE_RESULT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/note.h"
#include "base/vector.h"
#include "report/plan.h"
#include "text/strbuf.h"

struct result_variable {
	const char *name;
	/** NULL: removed. */
	const char *value;
};

struct result_fact {
	const char *key;
	/** "NAME=VALUE"; owned. */
	VECTOR(const char *) fields;
};

struct case_result {
	/** How the process ended that didn't answer ("was killed by..."); nothing else is known
	 * then.
	 */
	const char *accident;
	/** QEMU's words. */
	VECTOR(const char *) words;
	VECTOR(struct result_variable) variables;
	struct notes notes;
	VECTOR(struct result_fact) facts;
	/** NULL: it was not refused. */
	const char *refused_phase, *refused_text;
};

/** Writes a plan as such a row; 0 or -ENOMEM. */
int case_result_pack(const struct plan *plan, struct strbuf *out);

/** Reads a row; on failure, -EBADMSG or -ENOMEM, `ret_result` is empty. */
int case_result_unpack(const char *bytes, size_t size, struct arena *arena,
		       struct case_result *ret_result);

void case_result_release(struct case_result *result);

#define CLEANUP_CASE_RESULT CLEANUP(case_result_release)

#endif
