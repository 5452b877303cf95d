/* SPDX-License-Identifier: MIT */
#include "isolation/process.h"

#include "base/cleanup.h"

#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

enum { STATUS_REFUSED = 125 };

/* Milliseconds for what was killed to be gone. */
enum { PATIENCE = 2000 };

/* Those that end a process which doesn't handle them, and that others send or that time brings. */
static const int ending[] = { SIGHUP,  SIGINT,    SIGQUIT, SIGTERM, SIGALRM, SIGUSR1,
			      SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO,   SIGPWR };

/* The children are not in our process group, so a terminal's signals don't reach them. What is
 * ignored or handled doesn't end us. */
static void hold_signals(struct process_watch *watch)
{
	sigset_t held;
	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		struct sigaction action;
		if (!sigaction(ending[i], NULL, &action) && action.sa_handler == SIG_DFL &&
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
	if (pid)
		return pid;
	/* A group in our session could take the terminal away from QEMU, or be stopped for writing
	 * to it. */
	setsid();
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

/* Until all of `which`, as for waitpid(2), are waited for: true. There is nothing to poll(2) for
 * everywhere, and mostly it takes no time at all. */
static bool wait_for(pid_t which, int64_t deadline, int *ret_status)
{
	struct timespec pause = { .tv_nsec = 50000 };
	for (;;) {
		pid_t found = waitpid(which, ret_status, WNOHANG);
		if (found == which || (found < 0 && errno != EINTR))
			return true;
		if (found)
			continue;
		if (process_now() >= deadline)
			return false;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 10000000)
			pause.tv_nsec *= 2;
	}
}

int process_end(pid_t pid)
{
	int status = 0, others;
	int64_t deadline = process_now() + PATIENCE;
	/* While it isn't waited for, nobody else can have its number. Itself first: from then on it
	 * makes no group and no process that could be missed. */
	kill(pid, SIGKILL);
	kill(-pid, SIGKILL);
	if (!wait_for(pid, deadline, &status))
		return -EBUSY;
	/* As the first process of a container we inherit those that it leaves behind. */
	return wait_for(-pid, deadline, &others) ? status : -EBUSY;
}
