/* SPDX-License-Identifier: MIT */
/* Does the one thing that `fault` names, in the hook `when`; for `plugin check` to find. */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void *wait_for_ever(void *data)
{
	for (;;)
		pause();
	return data;
}

static int start_thread(void)
{
	pthread_t thread;
	return pthread_create(&thread, NULL, wait_for_ever, NULL);
}

static int lower_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 1;
	limit.rlim_cur = 100;
	return setrlimit(RLIMIT_NOFILE, &limit);
}

static void handler(int number)
{
	(void)number;
}

static int damage(const char *fault)
{
	if (!strcmp(fault, "thread"))
		return start_thread();
	if (!strcmp(fault, "limit"))
		return lower_limit();
	if (!strcmp(fault, "nice"))
		return setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 1);
	if (!strcmp(fault, "print"))
		return printf("hello\n") < 0;
	if (!strcmp(fault, "write"))
		return write(STDERR_FILENO, "hello\n", 6) != 6;
	if (!strcmp(fault, "handler"))
		return signal(SIGUSR1, handler) == SIG_ERR;
	if (!strcmp(fault, "leak"))
		return open("/dev/null", O_RDONLY | O_CLOEXEC) < 0;
	if (!strcmp(fault, "close"))
		return close(STDIN_FILENO);
	if (!strcmp(fault, "environment"))
		return setenv("QW_TEST_FAULTY", "1", 1);
	if (!strcmp(fault, "crash"))
		return raise(SIGSEGV);
	if (!strcmp(fault, "abort"))
		abort();
	if (!strcmp(fault, "exit"))
		exit(0);
	if (!strcmp(fault, "_exit"))
		_exit(0);
	while (!strcmp(fault, "hang"))
		pause();
	return 0;
}

static int hook(struct qw_context *ctx, const char *name)
{
	return strcmp(qw_string(ctx, "when"), name) ? 0 : damage(qw_string(ctx, "fault"));
}

static int open_hook(struct qw_context *ctx)
{
	if (!strcmp(qw_string(ctx, "fault"), "refuse"))
		return qw_error(ctx, EINVAL, "it is not going to work");
	return hook(ctx, "open");
}

/* Faults that depend on what stands on the line. */
static int edit(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *fault = qw_string(ctx, "fault");
	struct qw_option *option = NULL;
	if (!strcmp(fault, "adds-again"))
		return qw_add(cmd, "device", "virtio-rng-pci", 0, "guests like it");
	if (!strcmp(fault, "refuses-own"))
		return qw_find(cmd, "device[virtio-rng-pci]")
			       ? qw_error(ctx, EEXIST, "there is one already")
			       : qw_add(cmd, "device", "virtio-rng-pci", 0, "guests like it");
	if (!strcmp(fault, "no-rng") && qw_find(cmd, "object[rng-random]"))
		return qw_error(ctx, EPERM, "no random numbers here");
	while (!strcmp(fault, "json") && (option = qw_next(cmd, "blockdev[*]", option)))
		if (qw_flags(cmd, option) & QW_JSON)
			abort();
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	int status = edit(ctx, cmd);
	return status ? status : hook(ctx, "rewrite");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return hook(ctx, "check");
}

/* Side effects: `plugin check` must not call these. */
static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	(void)cmd;
	abort();
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)outcome;
	return launch(ctx, cmd);
}

static void close_hook(struct qw_context *ctx)
{
	hook(ctx, "close");
}

static const struct qw_option_spec options[] = {
	{ "fault", QW_STRING, "", "what it does" },
	{ "when", QW_ENUM, "rewrite", "in which hook", "open rewrite check close" },
	{ 0 },
};

QW_PLUGIN(.name = "faulty", .version = "1.0", .summary = "does what plugins must not do",
	  .options = options, .open = open_hook, .rewrite = rewrite, .check = check,
	  .launch = launch, .outcome = outcome, .close = close_hook);
