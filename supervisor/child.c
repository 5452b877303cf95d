/* SPDX-License-Identifier: MIT */
#include "child.h"

#include "io/descriptors.h"

#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

void signals_hold(struct signals *ret_signals)
{
	static const int left[] = { SIGSEGV, SIGBUS,  SIGILL,  SIGFPE, SIGSYS,
				    SIGTRAP, SIGABRT, SIGPIPE, SIGXFSZ };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, usual = { .sa_handler = SIG_DFL };
	sigfillset(&ret_signals->held);
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		sigdelset(&ret_signals->held, left[i]);
	sigprocmask(SIG_SETMASK, &ret_signals->held, &ret_signals->before);
	/* With SIGCHLD ignored, nobody could be waited for. */
	sigaction(SIGCHLD, &usual, &ret_signals->on_child);
	sigaction(SIGPIPE, &ignore, &ret_signals->on_pipe);
	sigaction(SIGXFSZ, &ignore, &ret_signals->on_size);
}

void signals_not_for_child(struct signals *signals, const sigset_t *ours)
{
	for (int i = 1; i < NSIG; i++)
		if (sigismember(ours, i) == 1)
			sigdelset(&signals->before, i);
}

static void signals_set_back(const struct signals *signals)
{
	sigaction(SIGCHLD, &signals->on_child, NULL);
	sigaction(SIGPIPE, &signals->on_pipe, NULL);
	sigaction(SIGXFSZ, &signals->on_size, NULL);
	sigprocmask(SIG_SETMASK, &signals->before, NULL);
}

/* In the child: becomes QEMU, or tells why not. */
static void become(const struct signals *signals, const char *program, char *const *argv,
		   pid_t parent, int report)
{
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have ended before that. */
	if (getppid() != parent)
		_exit(127);
	signals_set_back(signals);
	execv(program, argv);
	int code = errno;
	while (write(report, &code, sizeof(code)) < 0 && errno == EINTR)
		;
	_exit(127);
}

int child_start(const struct signals *signals, const char *program, char *const *argv,
		pid_t *ret_pid, struct error *err)
{
	int ends[2], code = 0;
	pid_t parent = getpid();
	if (pipe2(ends, O_CLOEXEC))
		return error_set(err, errno, "pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (!pid)
		become(signals, program, argv, parent, ends[1]);
	int fork_code = errno;
	close(ends[1]);
	CLEANUP_CLOSE int report = ends[0];
	if (pid < 0)
		return error_set(err, fork_code, "can't start a process: %s", strerror(fork_code));
	ssize_t count;
	do {
		count = read(report, &code, sizeof(code));
	} while (count < 0 && errno == EINTR);
	if (count == sizeof(code))
		return error_set(err, code, "can't execute %s: %s", program, strerror(code));
	*ret_pid = pid;
	return 0;
}

int child_leave_descriptors(int keep, struct error *err)
{
	CLEANUP_CLOSE int nowhere = -1;
	descriptors_close(3, (unsigned)keep - 1);
	descriptors_close((unsigned)keep + 1, DESCRIPTOR_LAST);
	nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nowhere < 0 || dup3(nowhere, STDIN_FILENO, O_CLOEXEC) < 0 ||
	    dup3(nowhere, STDOUT_FILENO, O_CLOEXEC) < 0) {
		/* There may be no /dev/null; nothing reads or writes there. */
		close(STDIN_FILENO);
		close(STDOUT_FILENO);
		return nowhere < 0 ? 0 : error_set(err, errno, "dup3: %s", strerror(errno));
	}
	return 0;
}
