/* SPDX-License-Identifier: MIT */
/*
 * What was found by looking, section by section, for others to print: by doctor, and by the check
 * of plugins. Sections add to it and never look at each other's findings.
 *
 * Adding never fails in the caller's face: findings that ran out of memory stay that way
 * (`failed`), and whoever prints them asks. All strings are copied into the findings' own arena.
 */
#ifndef BASE_FINDINGS_H
#define BASE_FINDINGS_H

#include "base/arena.h"
#include "base/vector.h"

#include <stdbool.h>

/** In order: the worst is the largest. */
enum severity {
	/** Looked at and as it should be. */
	SEVERITY_OK,
	/** A fact, neither good nor bad. */
	SEVERITY_INFO,
	/** Works, but is likely not what was meant, or will fail for somebody. */
	SEVERITY_WARNING,
	/** A launch fails because of it. */
	SEVERITY_BROKEN,
	SEVERITY_COUNT
};

struct finding {
	enum severity severity;
	/** What it is about (a path, a variable, a plugin), or NULL: the section's whole matter. */
	const char *subject;
	const char *text;
	/** What to do; lines that begin with a blank are to be copied. NULL: nothing. */
	const char *remedy;
};

struct finding_section {
	/** For programs: one lower-case word. */
	const char *name;
	/** For people. */
	const char *title;
	VECTOR(struct finding) list;
};

struct findings {
	struct arena arena;
	VECTOR(struct finding_section) sections;
	bool failed;
};

/** Begins a section; what is added from now on belongs to it. Both strings are constant. */
void findings_begin(struct findings *findings, const char *name, const char *title);

void findings_add(struct findings *findings, enum severity severity, const char *subject,
		  const char *remedy, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/** How many there are of this severity. */
size_t findings_count(const struct findings *findings, enum severity severity);

/** "ok", "info", "warning", "broken". */
const char *severity_name(enum severity severity);

void findings_release(struct findings *findings);

#define CLEANUP_FINDINGS CLEANUP(findings_release)

#endif
