/* SPDX-License-Identifier: MIT */
/*
 * Opens a file for QEMU: reserves `slots` descriptors in rewrite, adds an -add-fd for each, and
 * fills them in launch as `fill` says.
 */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 8 };

static struct {
	int count, numbers[MOST];
} state;

static int open_hook(struct qw_context *ctx)
{
	state.count = 0;
	ctx->state = &state;
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	int slots = (int)qw_int(ctx, "slots");
	for (int i = 0; i < slots; i++) {
		char value[64];
		int number = qw_reserve_fd(cmd, "the file of the test");
		if (number < 0)
			return number;
		state.numbers[state.count++] = number;
		snprintf(value, sizeof(value), "fd=%d,set=%d", number, i + 1);
		int status = qw_add(cmd, "add-fd", value, 0, "QEMU reads the file of the test");
		if (status)
			return status;
	}
	return qw_bool(ctx, "give-up") ? qw_error(ctx, EIO, "gave up on purpose") : 0;
}

static int fill(struct qw_context *ctx, const char *how, int fd)
{
	int status = 0;
	if (!strcmp(how, "none"))
		return 0;
	if (!strcmp(how, "wrong"))
		return qw_fill_fd(ctx, state.numbers[0] + 100, fd);
	if (!strcmp(how, "closed"))
		return qw_fill_fd(ctx, state.numbers[0], 1000);
	if (!strcmp(how, "itself"))
		return qw_fill_fd(ctx, state.numbers[0], state.numbers[0]);
	int count = strcmp(how, "first") ? state.count : 1;
	for (int i = 0; !status && i < count; i++)
		status = qw_fill_fd(ctx, state.numbers[i], fd);
	return status;
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	int fd = open(qw_string(ctx, "file"), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return qw_error(ctx, errno, "%s: %s", qw_string(ctx, "file"), strerror(errno));
	int status = fill(ctx, qw_string(ctx, "fill"), fd);
	close(fd);
	return status;
}

static const struct qw_option_spec options[] = {
	{ "file", QW_PATH, "/etc/passwd", "what QEMU gets" },
	{ "slots", QW_INT, "1", "how many slots", NULL, 0, MOST },
	{ "fill", QW_ENUM, "all", "which are filled", "all first none wrong closed itself" },
	{ "give-up", QW_BOOL, "no", "fail at the end of rewrite" },
	{ 0 },
};

QW_PLUGIN(.name = "add-fd", .version = "1.0", .summary = "opens a file for QEMU",
	  .options = options, .open = open_hook, .rewrite = rewrite, .launch = launch);
