/* SPDX-License-Identifier: MIT */
/* In its hook `phase` that happens which `what` says; otherwise it adds -accident. */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int happen(struct qw_context *ctx, const char *what)
{
	if (!strcmp(what, "crash"))
		raise(SIGSEGV);
	else if (!strcmp(what, "abort"))
		abort();
	else if (!strcmp(what, "exit"))
		exit(0);
	else if (!strcmp(what, "_exit"))
		_exit(0);
	else if (!strcmp(what, "hang"))
		for (;;)
			pause();
	else if (!strcmp(what, "close"))
		for (int fd = 0; fd < 1000; fd++)
			close(fd);
	else if (!strcmp(what, "print"))
		fputs("looking for a fault\n", stderr);
	else if (!strcmp(what, "write"))
		close(open("left-behind", O_WRONLY | O_CREAT, 0600));
	else if (!strcmp(what, "folder"))
		qw_note(ctx, QW_INFO, "file is %s", qw_string(ctx, "file"));
	else if (!strcmp(what, "chdir") && chdir("/"))
		return -errno;
	else if (!strcmp(what, "refuse"))
		return qw_error(ctx, EINVAL, "asked to refuse\nin two lines");
	return 0;
}

static int maybe(struct qw_context *ctx, const char *phase)
{
	const char *wanted = qw_string(ctx, "phase");
	return strcmp(wanted, phase) ? 0 : happen(ctx, qw_string(ctx, "what"));
}

static int open_hook(struct qw_context *ctx)
{
	return maybe(ctx, "open");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	int status = maybe(ctx, "rewrite");
	return status ? status : qw_add(cmd, "accident", NULL, 0, "nothing happened");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return maybe(ctx, "check");
}

static void close_hook(struct qw_context *ctx)
{
	maybe(ctx, "close");
}

static const struct qw_option_spec options[] = {
	{ .name = "what", .type = QW_STRING, .default_value = "" },
	{ .name = "phase", .type = QW_STRING, .default_value = "rewrite" },
	{ .name = "file", .type = QW_PATH },
	{ 0 },
};

QW_PLUGIN(.name = "accident", .summary = "has one", .options = options, .open = open_hook,
	  .rewrite = rewrite, .check = check, .close = close_hook);
