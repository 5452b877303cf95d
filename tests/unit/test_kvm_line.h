/* SPDX-License-Identifier: MIT */
/* A line that was really cut, as the hooks of a plugin see it. */
#ifndef TESTS_UNIT_KVM_LINE_H
#define TESTS_UNIT_KVM_LINE_H

#include "pipeline_fixture.h"
#include "unit.h"

/* Calls `look` as a check hook on the line, given as one text of words between blanks. */
static inline void look_at(const char *words,
			   int (*look)(struct qw_context *ctx, const struct qw_command *cmd))
{
	char text[512];
	const char *argv[64] = { "qemu-system-x86_64" };
	size_t count = 1;
	assert_true(strlen(words) < sizeof(text));
	strcpy(text, words);
	char *rest = text;
	for (char *word; (word = strsep(&rest, " "));)
		if (*word)
			argv[count++] = word;

	struct fixture f = { 0 };
	fixture_plugin(&f, "kvm", (struct qw_plugin){ .check = look });
	assert_int_equal(fixture_run(&f, argv), 0);
	fixture_release(&f);
}

#endif
