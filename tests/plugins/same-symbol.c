/* SPDX-License-Identifier: MIT */
/* Built twice, with two NAMEs: each exports its own qw_test_answer() and must get its own. */
#include <qemu-wrapper/plugin.h>

QW_EXPORT const char *qw_test_answer(void);

const char *qw_test_answer(void)
{
	return NAME;
}

/* Volatile, so that the dynamic linker and not the compiler decides which one it is. */
static const char *(*volatile answer)(void) = qw_test_answer;

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	qw_note(ctx, QW_INFO, "answer of %s", answer());
	return 0;
}

QW_PLUGIN(.name = NAME, .summary = "exports a common symbol", .rewrite = rewrite);
