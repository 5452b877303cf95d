/* SPDX-License-Identifier: MIT */
/*
 * Its hook `phase` does `how`, something that only a process of its own contains. So does its
 * constructor, if QW_TEST_MISBEHAVES says how. What doesn't end the process ends well: then rewrite
 * has added -S, and check found it.
 */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int zero;

static void crash(void)
{
	*(volatile int *)(uintptr_t)zero = 1;
}

static void leave(void)
{
	exit(0);
}

static void leave_at_once(void)
{
	_exit(0);
}

static void loop(void)
{
	for (volatile int i = 0;; i = !i)
		;
}

static void block(void)
{
	while (pause() < 0)
		;
}

/* Says so by a line in the file that QW_TEST_TRACE names, and keeps that open. */
static void block_and_tell(void)
{
	const char *path = getenv("QW_TEST_TRACE");
	int fd = path ? open(path, O_WRONLY) : -1;
	if (fd < 0 || write(fd, "waiting\n", 8) != 8)
		abort();
	block();
}

/* Nobody opens its other end. */
static void block_in_open(void)
{
	char path[64];
	snprintf(path, sizeof(path), "/tmp/qw-misbehaves-%d", (int)getpid());
	if (mkfifo(path, 0600))
		abort();
	pid_t pid = fork();
	if (!pid) {
		usleep(100000);
		unlink(path);
		_exit(0);
	}
	open(path, O_RDONLY);
}

/* Nobody but the parent that lent it the memory could end this. */
static void block_in_vfork(void)
{
	if (!syscall(SYS_vfork))
		for (;;)
			syscall(SYS_pause);
}

/* Stops, and is not woken by what is meant to end it. */
static void stop(void)
{
	signal(SIGTERM, SIG_IGN);
	raise(SIGSTOP);
	block();
}

/* The answer comes, a byte in a while, and never whole. */
static void answer_slowly(void)
{
	static const char mark[16] = "qw-child-answer";
	for (size_t i = 0; i < sizeof(mark); i++)
		if (write(3, mark + i, 1) == 1)
			usleep(100000);
	block();
}

/* Another process writes on when this one has ended. */
static void leave_writer(void)
{
	if (fork())
		_exit(0);
	block();
}

/* A process that is always another one. */
static void flee(void)
{
	if (fork())
		return;
	for (;;)
		if (fork())
			_exit(0);
}

/* As shells do, for those whom they start. */
static void take_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR);
	signal(SIGTTOU, SIG_IGN);
	if (fd >= 0)
		tcsetpgrp(fd, getpgrp());
}

/* What it is open on is the caller's, too. */
static void change_standard_error(void)
{
	fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK | O_APPEND);
}

static void write_error(void)
{
	if (write(STDERR_FILENO, "hello\n", 6) != 6)
		abort();
}

static void be_alarmed(void)
{
	ualarm(1000, 0);
	block();
}

static void set_alarm(void)
{
	alarm(1);
}

static void change_folder(void)
{
	if (chdir("/"))
		abort();
}

static void change_umask(void)
{
	umask(0777);
}

static void close_all(void)
{
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
}

static void write_everywhere(void)
{
	for (int fd = 0; fd < 1024; fd++)
		if (write(fd, "garbage", 7) < 0)
			continue;
}

static void leave_open(void)
{
	for (int i = 0; i < 20; i++)
		if (open("/dev/null", O_RDONLY) < 0)
			abort();
}

static void *wait_for_ever(void *data)
{
	block();
	return data;
}

static void start_threads(void)
{
	pthread_t thread;
	for (int i = 0; i < 4; i++)
		if (pthread_create(&thread, NULL, wait_for_ever, NULL))
			abort();
}

static void leave_process(void)
{
	if (!fork())
		block();
}

static void change_signals(void)
{
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	signal(SIGTERM, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGINT, SIG_IGN);
}

static void change_limits(void)
{
	struct rlimit few = { 16, 16 };
	setrlimit(RLIMIT_NOFILE, &few);
	if (nice(5) < 0)
		abort();
}

static void be_killed(void)
{
	kill(getpid(), SIGKILL);
}

static void kill_group(void)
{
	kill(0, SIGKILL);
}

static void allocate(void)
{
	for (size_t i = 0; i < 4096; i++) {
		char *volatile bytes = malloc(1 << 20);
		if (!bytes)
			abort();
		memset(bytes, 1, 1 << 20);
	}
}

static void run_another_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
}

static const struct {
	const char *name;
	void (*run)(void);
} ways[] = {
	{ "segv", crash },
	{ "exit", leave },
	{ "_exit", leave_at_once },
	{ "abort", abort },
	{ "loop", loop },
	{ "block", block },
	{ "tell", block_and_tell },
	{ "fifo", block_in_open },
	{ "vfork", block_in_vfork },
	{ "stop", stop },
	{ "slowly", answer_slowly },
	{ "leave", leave_writer },
	{ "flee", flee },
	{ "terminal", take_terminal },
	{ "stderr", change_standard_error },
	{ "print", write_error },
	{ "alarmed", be_alarmed },
	{ "alarm", set_alarm },
	{ "chdir", change_folder },
	{ "umask", change_umask },
	{ "close", close_all },
	{ "write", write_everywhere },
	{ "open", leave_open },
	{ "threads", start_threads },
	{ "process", leave_process },
	{ "signals", change_signals },
	{ "limits", change_limits },
	{ "killed", be_killed },
	{ "group", kill_group },
	{ "memory", allocate },
	{ "exec", run_another_program },
};

static void act(const char *how)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(ways[i].name, how))
			ways[i].run();
}

static void __attribute__((constructor)) construct(void)
{
	const char *how = getenv("QW_TEST_MISBEHAVES");
	if (how)
		act(how);
}

static void in_phase(struct qw_context *ctx, const char *phase)
{
	if (!strcmp(qw_string(ctx, "phase"), phase))
		act(qw_string(ctx, "how"));
}

static int open_hook(struct qw_context *ctx)
{
	in_phase(ctx, "open");
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	int status = qw_add(cmd, "S", NULL, 0, "to see it come through");
	in_phase(ctx, "rewrite");
	return status;
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	in_phase(ctx, "check");
	return qw_line(cmd) & (QW_LINE_PRINTS | QW_LINE_PROBES) || qw_find(cmd, "S") ? 0 : -ENOENT;
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *what)
{
	(void)cmd;
	(void)what;
	in_phase(ctx, "outcome");
	return 0;
}

static void close_hook(struct qw_context *ctx)
{
	in_phase(ctx, "close");
}

static const struct qw_option_spec options[] = {
	{ .name = "phase", .type = QW_STRING, .default_value = "" },
	{ .name = "how", .type = QW_STRING, .default_value = "" },
	{ 0 },
};

QW_PLUGIN(.name = "misbehaves", .summary = "does what no plugin should", .options = options,
	  .open = open_hook, .rewrite = rewrite, .check = check, .outcome = outcome,
	  .close = close_hook);
