/* SPDX-License-Identifier: MIT */
#include "isolation/process.h"

#include "base/cleanup.h"

#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

enum { STATUS_REFUSED = 125 };

/* Those that end a process which doesn't handle them, and that others send or that time brings. */
static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2 };

/* The children are not in our process group, so a terminal's signals don't reach them. What is
 * ignored stays ignored. */
static void hold_signals(struct process_watch *watch)
{
	sigset_t held;
	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		struct sigaction action;
		if (!sigaction(ending[i], NULL, &action) && action.sa_handler != SIG_IGN &&
		    sigismember(&watch->mask, ending[i]) == 0)
			sigaddset(&held, ending[i]);
	}
	sigprocmask(SIG_BLOCK, &held, NULL);
	watch->signals = signalfd(-1, &held, SFD_CLOEXEC);
	if (watch->signals < 0)
		sigprocmask(SIG_SETMASK, &watch->mask, NULL);
}

void process_watch_begin(struct process_watch *ret_watch)
{
	/* With SIGCHLD ignored, which we may have inherited, nobody could be waited for. */
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t pending;
	sigemptyset(&plain.sa_mask);
	sigprocmask(SIG_BLOCK, NULL, &ret_watch->mask);
	ret_watch->child_pending = !sigpending(&pending) && sigismember(&pending, SIGCHLD) == 1;
	sigaction(SIGCHLD, &plain, &ret_watch->on_child);
	hold_signals(ret_watch);
}

/* Children that the process had before it became the wrapper: who ignores SIGCHLD waits for none,
 * and those that ended meanwhile would stay zombies of QEMU's. */
static void forget_others(const struct sigaction *on_child)
{
	if (on_child->sa_handler == SIG_IGN || (on_child->sa_flags & SA_NOCLDWAIT))
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
}

void process_watch_end(struct process_watch *watch)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigemptyset(&plain.sa_mask);
	cleanup_close_descriptor(&watch->signals);
	/* This drops a SIGCHLD of ours, which would wait for QEMU where it is blocked. */
	sigaction(SIGCHLD, &plain, NULL);
	sigaction(SIGCHLD, &watch->on_child, NULL);
	forget_others(&watch->on_child);
	if (watch->child_pending)
		kill(getpid(), SIGCHLD);
	sigprocmask(SIG_SETMASK, &watch->mask, NULL);
}

int64_t process_now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

pid_t process_fork(const struct process_watch *watch)
{
	pid_t parent = getpid(), pid = fork();
	if (pid < 0)
		return -errno;
	if (pid) {
		/* Here too, so that the group exists whoever comes first. */
		setpgid(pid, pid);
		return pid;
	}
	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, &watch->mask, NULL);
	/* Nobody is left to stop this one if we are killed outright. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(STATUS_REFUSED);
	return 0;
}

bool process_has_ended(pid_t pid)
{
	siginfo_t info = { 0 };
	return !waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid == pid;
}

int process_end(pid_t pid)
{
	int status = 0;
	/* While it isn't waited for, nobody else can have its number. */
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* As the first process of a container we inherit those that it leaves behind. */
	while (waitpid(-pid, NULL, 0) > 0 || errno == EINTR)
		;
	return status;
}
