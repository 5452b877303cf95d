/* SPDX-License-Identifier: MIT */
/*
 * Each hook appends one line to the file that QW_TEST_TRACE names: proof of what was called, how
 * often and in which order. It edits nothing. NAME and FLAGS are for trace-probes.c.
 */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef NAME
#define NAME  "trace"
#define FLAGS 0
#endif

QW_PRINTF(1, 2) static void trace(const char *format, ...)
{
	const char *path = getenv("QW_TEST_TRACE");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return;
	va_list args;
	va_start(args, format);
	vdprintf(fd, format, args);
	va_end(args);
	close(fd);
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static int open_hook(struct qw_context *ctx)
{
	static int state;
	ctx->state = &state;
	trace(NAME " open\n");
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	trace(NAME " rewrite\n");
	return 0;
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	trace(NAME " check line=%u\n", (unsigned)qw_line(cmd));
	return 0;
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	trace(NAME " launch\n");
	return 0;
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)ctx;
	(void)cmd;
	trace(NAME " outcome kind=%u status=%d plugin=%s phase=%s text=%s\n",
	      (unsigned)outcome->kind, (int)outcome->status, or_dash(outcome->plugin),
	      or_dash(outcome->phase), or_dash(outcome->text));
	return 0;
}

static void close_hook(struct qw_context *ctx)
{
	trace(NAME " close%s\n", ctx->state ? "" : " without open");
	ctx->state = NULL;
}

QW_PLUGIN(.name = NAME, .flags = FLAGS, .version = "1.0", .summary = "tells which hooks are called",
	  .open = open_hook, .rewrite = rewrite, .check = check, .launch = launch,
	  .outcome = outcome, .close = close_hook);
