/* SPDX-License-Identifier: MIT */
/* The descriptor and note of one major version, whichever the header is of; the constructor tells
 * that code ran. Linked twice, with two headers, it is one file for two majors. */
#include <qemu-wrapper/plugin.h>

#include <stdlib.h>

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	qw_note(ctx, QW_INFO, "as a plugin of %d.%d", QW_ABI_MAJOR, QW_ABI_MINOR);
	return 0;
}

#ifdef DIES
__attribute__((constructor)) static void run(void)
{
	abort();
}
#endif

QW_PLUGIN(.name = "majors", .summary = "a plugin of several majors", .check = check);
