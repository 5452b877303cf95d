/* SPDX-License-Identifier: MIT */
/* Findings about the plugins of tests/plugins, for the tests of wrapper/inspect. */
#ifndef TESTS_UNIT_INSPECTED_H
#define TESTS_UNIT_INSPECTED_H

#include "base/findings.h"

#include "unit.h"

static inline const char *inspected_path(const char *plugin)
{
	static char path[4096];
	assert_non_null(getenv("QW_BUILD"));
	snprintf(path, sizeof(path), "%s/tests/plugins/%s.so", getenv("QW_BUILD"), plugin);
	return path;
}

/** The one finding of this severity, whose text has the words in it and which says what to do, if
 * that is wanted. */
static inline void inspected_expect(const struct findings *findings, enum severity severity,
				    const char *words, bool has_remedy)
{
	assert_int_equal(findings->sections.count, 1);
	assert_false(findings->failed);
	for (size_t i = 0; i < findings->sections.items[0].list.count; i++) {
		const struct finding *finding = &findings->sections.items[0].list.items[i];
		if (finding->severity != severity || !strstr(finding->text, words))
			continue;
		assert_int_equal(finding->remedy != NULL, has_remedy);
		return;
	}
	fail_msg("no finding '%s'", words);
}

#endif
