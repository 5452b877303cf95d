/* SPDX-License-Identifier: MIT */
/* Changes the process that becomes QEMU, by the things that `change` names, in the hook `when`. */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static int block(int how, int number)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, number);
	return sigprocmask(how, &set, NULL);
}

static int change(const char *what)
{
	static const struct itimerval profile = { { 0, 0 }, { 1000, 0 } };
	if (!strcmp(what, "folder"))
		return chdir("/");
	if (!strcmp(what, "umask"))
		return umask(0) == 0777;
	if (!strcmp(what, "mask"))
		return block(SIG_BLOCK, SIGTERM) | block(SIG_UNBLOCK, SIGUSR1);
	if (!strcmp(what, "ignore"))
		return signal(SIGINT, SIG_IGN) == SIG_ERR;
	if (!strcmp(what, "default"))
		return signal(SIGUSR2, SIG_DFL) == SIG_ERR;
	if (!strcmp(what, "alarm"))
		return alarm(1000) != 0;
	if (!strcmp(what, "profile"))
		return setitimer(ITIMER_PROF, &profile, NULL);
	if (!strcmp(what, "limit"))
		return setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 333, 444 });
	if (!strcmp(what, "nice"))
		return setpriority(PRIO_PROCESS, 0, 19);
	if (!strcmp(what, "stdio"))
		return setvbuf(stdout, NULL, _IOFBF, 4096) || printf("noise") < 0;
	if (!strcmp(what, "locale"))
		return !setlocale(LC_ALL, "C.UTF-8");
	return open("/dev/null", O_RDONLY) < 0;
}

static int hook(struct qw_context *ctx, const char *name)
{
	const char *what;
	if (strcmp(qw_string(ctx, "when"), name))
		return 0;
	for (size_t i = 0; (what = qw_item(ctx, "change", i, NULL)); i++)
		if (change(what))
			return qw_error(ctx, EIO, "%s can't be changed", what);
	return 0;
}

static int open_hook(struct qw_context *ctx)
{
	return hook(ctx, "open");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	return hook(ctx, "rewrite");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return hook(ctx, "launch");
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *outcome)
{
	(void)cmd;
	(void)outcome;
	return hook(ctx, "outcome");
}

static const struct qw_option_spec options[] = {
	{ "change", QW_LIST, NULL,
	  "folder umask mask ignore default alarm profile descriptor "
	  "limit nice stdio locale" },
	{ "when", QW_ENUM, "rewrite", "in which hook", "open rewrite launch outcome" },
	{ 0 },
};

QW_PLUGIN(.name = "process-state", .version = "1.0", .summary = "changes the process",
	  .options = options, .open = open_hook, .rewrite = rewrite, .launch = launch,
	  .outcome = outcome);
