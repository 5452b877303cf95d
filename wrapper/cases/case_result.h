/* SPDX-License-Identifier: MIT */
/*
 * What really happened in a case. It comes as records from the process that the case ran in, which
 * ran code of a plugin: what is no such answer is refused.
 */
#ifndef CASES_CASE_RESULT_H
#define CASES_CASE_RESULT_H

#include "base/error.h"
#include "base/note.h"
#include "base/strbuf.h"
#include "base/vector.h"
#include "report/plan.h"

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

/** Owns its arrays and borrows all strings. */
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

/** Writes a plan as records; 0 or -ENOMEM. */
int case_result_pack(const struct plan *plan, struct strbuf *out);

/** Reads them; strings stay in the bytes. On failure, -EBADMSG or -ENOMEM, `ret_result` is empty.
 */
int case_result_unpack(const void *bytes, size_t size, struct case_result *ret_result,
		       struct error *err);

void case_result_release(struct case_result *result);

#define CLEANUP_CASE_RESULT CLEANUP(case_result_release)

#endif
