/* SPDX-License-Identifier: MIT */
/*
 * Its hook `phase` does `how`, something that a hook should not: a fault, abort(), a way to end
 * the process. So does its constructor ("load") or destructor ("unload"), if QW_TEST_CRASHES is
 * "PHASE HOW".
 */
#include <qemu-wrapper/plugin.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int zero, sink;
static jmp_buf place;
static int place_is_set;
static struct qw_context *last_context;

static void segv(void)
{
	*(volatile int *)(uintptr_t)zero = 1;
}

static void bus(void)
{
	FILE *file = tmpfile();
	volatile char *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0);
	sink = page[0];
}

static void ill(void)
{
	__builtin_trap();
}

static void fpe(void)
{
	sink = 1 / zero;
	/* Not every processor traps. */
	raise(SIGFPE);
}

static void trap(void)
{
	raise(SIGTRAP);
}

static void sys(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, filter };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
	syscall(SYS_getppid);
}

static int recurse(volatile char *above)
{
	volatile char here[4096];
	here[0] = above ? above[0] : 0;
	return zero ? 0 : recurse(here) + here[0];
}

static void overflow(void)
{
	sink = recurse(NULL);
}

static void leave(void)
{
	exit(0);
}

static void leave_quickly(void)
{
	quick_exit(0);
}

static void end_first_thread(void)
{
	pthread_exit(NULL);
}

static void *in_thread(void *what)
{
	if (what)
		exit(0);
	segv();
	return NULL;
}

static void *wait_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

/* Of no harm: exec ends it. */
static void thread_stays(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, wait_for_ever, NULL);
}

/* Whatever there is to call when the last hook has returned. */
static void call_the_host(void)
{
	if (!last_context)
		return;
	qw_note(last_context, QW_WARNING, "from beyond %s", qw_string(last_context, "phase"));
	if (qw_error(last_context, EIO, "too late") != -EIO || qw_fill_fd(last_context, 3, 3) >= 0)
		abort();
}

static void thread_faults(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, in_thread, NULL);
	pthread_join(thread, NULL);
}

static void thread_exits(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, in_thread, (void *)(uintptr_t)1);
	pthread_join(thread, NULL);
}

/* What becomes of a process of the plugin's own is its own affair. */
static void children(void)
{
	for (int i = 0; i < 2; i++) {
		int status = 0;
		pid_t pid = fork();
		if (!pid && i)
			segv();
		if (!pid)
			exit(7);
		waitpid(pid, &status, 0);
		if (i ? !WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV
		      : !WIFEXITED(status) || WEXITSTATUS(status) != 7)
			abort();
	}
}

/* A process of its own, standing for any other, sends the signal. */
static void killed_by_another(void)
{
	pid_t pid = fork();
	if (!pid) {
		kill(getppid(), SIGSEGV);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void on_signal(int number)
{
	(void)number;
	_exit(77);
}

static void own_handler(void)
{
	signal(SIGSEGV, on_signal);
	segv();
}

static void raise_fpe(void)
{
	raise(SIGFPE);
}

static void jump(void)
{
	if (place_is_set)
		longjmp(place, 1);
}

static const struct {
	const char *name;
	void (*run)(void);
} ways[] = {
	{ "segv", segv },
	{ "bus", bus },
	{ "ill", ill },
	{ "fpe", fpe },
	{ "abort", abort },
	{ "sys", sys },
	{ "trap", trap },
	{ "overflow", overflow },
	{ "exit", leave },
	{ "quick-exit", leave_quickly },
	{ "pthread-exit", end_first_thread },
	{ "thread-segv", thread_faults },
	{ "thread-exit", thread_exits },
	{ "thread-stays", thread_stays },
	{ "call-host", call_the_host },
	{ "children", children },
	{ "killed", killed_by_another },
	{ "own-handler", own_handler },
	{ "raise-fpe", raise_fpe },
	{ "longjmp", jump },
};

static void act(const char *how)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(ways[i].name, how))
			ways[i].run();
}

static void act_without_options(const char *phase)
{
	const char *wish = getenv("QW_TEST_CRASHES");
	size_t length = strlen(phase);
	if (wish && !strncmp(wish, phase, length) && wish[length] == ' ')
		act(wish + length + 1);
}

static void __attribute__((constructor)) construct(void)
{
	act_without_options("load");
}

static void __attribute__((destructor)) destruct(void)
{
	act_without_options("unload");
}

static int in_phase(struct qw_context *ctx, const char *phase)
{
	if (!strcmp(qw_string(ctx, "phase"), phase))
		act(qw_string(ctx, "how"));
	return 0;
}

static int open_hook(struct qw_context *ctx)
{
	last_context = ctx;
	if (setjmp(place))
		return 0;
	place_is_set = 1;
	return in_phase(ctx, "open");
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	return in_phase(ctx, "rewrite");
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return in_phase(ctx, "check");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return in_phase(ctx, "launch");
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *what)
{
	(void)cmd;
	(void)what;
	return in_phase(ctx, "outcome");
}

static void close_hook(struct qw_context *ctx)
{
	in_phase(ctx, "close");
}

static const struct qw_option_spec options[] = {
	{ .name = "phase", .type = QW_STRING, .default_value = "" },
	{ .name = "how", .type = QW_STRING, .default_value = "segv" },
	{ 0 },
};

QW_PLUGIN(.name = "crashes", .summary = "does what a hook should not", .options = options,
	  .open = open_hook, .rewrite = rewrite, .check = check, .launch = launch,
	  .outcome = outcome, .close = close_hook);
