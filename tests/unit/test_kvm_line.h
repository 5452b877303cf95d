/* SPDX-License-Identifier: MIT */
/* A line that was really cut, as the hooks of a plugin see it. */
#ifndef TESTS_UNIT_KVM_LINE_H
#define TESTS_UNIT_KVM_LINE_H

#include <qemu-wrapper/test.h>

#include "unit.h"

#define KVM_PLUGIN(...)                                                                  \
	{                                                                                \
		.struct_size = sizeof(struct qw_plugin), .abi_minor = QW_ABI_MINOR,      \
		.option_size = sizeof(struct qw_option_spec), .name = "kvm", __VA_ARGS__ \
	}

/* A host with this line, which is given as one text without argv[0]. */
static inline struct qw_test *line_of(const struct qw_plugin *plugin, const char *words)
{
	char line[512];
	struct qw_test *test = qw_test_new(plugin);
	int length = snprintf(line, sizeof(line), "qemu-system-x86_64 %s", words);
	assert_in_range(length, 0, sizeof(line) - 1);
	assert_int_equal(qw_test_command(test, line), 0);
	return test;
}

/* Calls `look` as a check hook on the line. */
static inline void look_at(const char *words,
			   int (*look)(struct qw_context *ctx, const struct qw_command *cmd))
{
	struct qw_plugin plugin = KVM_PLUGIN(.check = look);
	struct qw_test *test = line_of(&plugin, words);
	assert_int_equal(qw_test_plan(test), 0);
	qw_test_free(test);
}

#endif
