/* SPDX-License-Identifier: MIT */
/* Built with a header of the future: its one hook is one that today's host doesn't know. ASKS: it
 * asks for that in open, as a plugin does that is of no use otherwise. */
#include <qemu-wrapper/plugin.h>

#include <stdlib.h>

static int stop(struct qw_context *ctx)
{
	(void)ctx;
	abort();
}

static int __attribute__((unused)) open_hook(struct qw_context *ctx)
{
	if (ctx->host->abi_minor < QW_ABI_MINOR)
		return qw_error(ctx, ENOTSUP, "needs interface %d.%d, and this is %d.%u",
				QW_ABI_MAJOR, QW_ABI_MINOR, QW_ABI_MAJOR,
				(unsigned)ctx->host->abi_minor);
	return 0;
}

#ifdef ASKS
#define OPEN open_hook
#else
#define OPEN NULL
#endif

QW_PLUGIN(.name = "only-new", .summary = "a plugin of the future", .open = OPEN, .stop = stop);
