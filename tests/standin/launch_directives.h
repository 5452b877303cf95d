/* SPDX-License-Identifier: MIT */
/*
 * The directives of launch_with: each function sets one piece of the calling process's state and
 * returns 0, or -1 with errno. struct launch collects what the execution itself needs; what it
 * points to lives as long as the process.
 */
#ifndef LAUNCH_DIRECTIVES_H
#define LAUNCH_DIRECTIVES_H

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Descriptors of the launcher itself, closed on exec, out of the directives' way. */
#define REPORT_FD 200
#define MASTER_FD 201

struct launch {
	const char *report, *program;
	char **argv, **envp;
	char terminal[64];
	size_t fill;
	sigset_t mask;
};

static int move(int fd, int number, int flags)
{
	if (fd < 0)
		return -1;
	if (fd == number)
		return fcntl(fd, F_SETFD, flags ? FD_CLOEXEC : 0);
	return dup3(fd, number, flags) < 0 ? -1 : close(fd);
}

static char **read_words(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	char **words, *text;
	size_t count = 0, size;

	if (fd < 0 || fstat(fd, &info))
		return NULL;
	size = (size_t)info.st_size;
	text = malloc(size + 1);
	if (!text || read(fd, text, size) != (ssize_t)size || close(fd))
		return NULL;
	for (size_t i = 0; i < size; i++)
		count += !text[i];
	words = calloc(count + 1, sizeof(*words));
	for (size_t i = 0; words && i < count; i++, text += strlen(text) + 1)
		words[i] = text;
	return words;
}

static int set_exec(struct launch *launch, const char *value)
{
	launch->program = value;
	return 0;
}

static int set_argv(struct launch *launch, const char *value)
{
	launch->argv = read_words(value);
	return launch->argv ? 0 : -1;
}

static int set_env(struct launch *launch, const char *value)
{
	launch->envp = read_words(value);
	return launch->envp ? 0 : -1;
}

static int set_fill(struct launch *launch, const char *value)
{
	launch->fill = strtoul(value, NULL, 10);
	return 0;
}

static int set_open(struct launch *launch, const char *value)
{
	int number, at = 0, flags = O_CREAT | O_CLOEXEC, fd;
	char mode[8];
	long offset;

	(void)launch;
	if (sscanf(value, "%d:%7[a-z]:%ld:%n", &number, mode, &offset, &at) != 3 || !at)
		return -1;
	flags |= strchr(mode, 'w') ? (strchr(mode, 'r') ? O_RDWR : O_WRONLY) : O_RDONLY;
	flags |= (strchr(mode, 'a') ? O_APPEND : 0) | (strchr(mode, 'n') ? O_NONBLOCK : 0);
	fd = open(value + at, flags, 0600);
	if (fd < 0 || (offset && lseek(fd, offset, SEEK_SET) != offset))
		return -1;
	return move(fd, number, strchr(mode, 'c') ? O_CLOEXEC : 0);
}

static int set_pipe(struct launch *launch, const char *value)
{
	int reader, writer, at = 0, ends[2];
	size_t size;

	(void)launch;
	if (sscanf(value, "%d:%d:%n", &reader, &writer, &at) != 2 || !at || pipe2(ends, O_CLOEXEC))
		return -1;
	size = strlen(value + at);
	if (size && write(ends[1], value + at, size) != (ssize_t)size)
		return -1;
	ends[0] = fcntl(ends[0], F_DUPFD_CLOEXEC, REPORT_FD + 10);
	ends[1] = fcntl(ends[1], F_DUPFD_CLOEXEC, REPORT_FD + 10);
	return move(ends[0], reader, 0) || (writer >= 0 && move(ends[1], writer, 0)) ? -1 : 0;
}

static int set_sockets(struct launch *launch, const char *value)
{
	int first, second, ends[2];

	(void)launch;
	if (sscanf(value, "%d:%d", &first, &second) != 2 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -1;
	ends[0] = fcntl(ends[0], F_DUPFD_CLOEXEC, REPORT_FD + 10);
	ends[1] = fcntl(ends[1], F_DUPFD_CLOEXEC, REPORT_FD + 10);
	return move(ends[0], first, 0) || move(ends[1], second, 0) ? -1 : 0;
}

static int set_terminal(struct launch *launch, const char *value)
{
	int fd = open(launch->terminal, O_RDWR | O_CLOEXEC);

	/* A no-op if opening it has made it the session's terminal already. */
	return fd < 0 || ioctl(fd, TIOCSCTTY, 0) ? -1 : move(fd, atoi(value), 0);
}

static int set_close(struct launch *launch, const char *value)
{
	(void)launch;
	return close(atoi(value));
}

static int set_lock(struct launch *launch, const char *value)
{
	struct flock lock = { .l_whence = SEEK_SET };
	long start, length;
	char type;
	int fd;

	(void)launch;
	if (sscanf(value, "%d:%c:%ld:%ld", &fd, &type, &start, &length) != 4)
		return -1;
	lock.l_type = type == 'w' ? F_WRLCK : F_RDLCK;
	lock.l_start = start;
	lock.l_len = length;
	return fcntl(fd, F_SETLK, &lock);
}

static int set_ofdlock(struct launch *launch, const char *value)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	(void)launch;
	return fcntl(atoi(value), F_OFD_SETLK, &lock);
}

static int set_flock(struct launch *launch, const char *value)
{
	(void)launch;
	return flock(atoi(value), LOCK_EX | LOCK_NB);
}

static int set_ignore(struct launch *launch, const char *value)
{
	(void)launch;
	return signal(atoi(value), SIG_IGN) == SIG_ERR ? -1 : 0;
}

static int set_block(struct launch *launch, const char *value)
{
	sigset_t set;

	(void)launch;
	sigemptyset(&set);
	sigaddset(&set, atoi(value));
	return sigprocmask(SIG_BLOCK, &set, NULL);
}

static int set_raise(struct launch *launch, const char *value)
{
	(void)launch;
	return kill(getpid(), atoi(value));
}

static int set_alarm(struct launch *launch, const char *value)
{
	(void)launch;
	alarm((unsigned)atoi(value));
	return 0;
}

static int set_session(struct launch *launch, const char *value)
{
	(void)launch;
	(void)value;
	return setsid() < 0 ? -1 : 0;
}

static int set_group(struct launch *launch, const char *value)
{
	(void)launch;
	(void)value;
	return setpgid(0, 0);
}

static int set_parent_death(struct launch *launch, const char *value)
{
	(void)launch;
	return prctl(PR_SET_PDEATHSIG, atol(value));
}

static int set_subreaper(struct launch *launch, const char *value)
{
	(void)launch;
	(void)value;
	return prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static int set_chdir(struct launch *launch, const char *value)
{
	(void)launch;
	return chdir(value);
}

static int set_umask(struct launch *launch, const char *value)
{
	(void)launch;
	umask((mode_t)strtoul(value, NULL, 8));
	return 0;
}

static int set_nice(struct launch *launch, const char *value)
{
	(void)launch;
	return setpriority(PRIO_PROCESS, 0, atoi(value));
}

static int set_limit(struct launch *launch, const char *value)
{
	struct rlimit limit;
	int number;

	(void)launch;
	if (sscanf(value, "%d:%lu:%lu", &number, &limit.rlim_cur, &limit.rlim_max) != 3)
		return -1;
	return setrlimit((__rlimit_resource_t)number, &limit);
}

static int set_batch(struct launch *launch, const char *value)
{
	struct sched_param none = { 0 };

	(void)launch;
	(void)value;
	return sched_setscheduler(0, SCHED_BATCH, &none);
}

static int set_io_priority(struct launch *launch, const char *value)
{
	(void)launch;
	return (int)syscall(SYS_ioprio_set, 1, 0, atoi(value));
}

static int set_cpu(struct launch *launch, const char *value)
{
	cpu_set_t set;

	(void)launch;
	CPU_ZERO(&set);
	CPU_SET((size_t)atoi(value), &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

static int set_personality(struct launch *launch, const char *value)
{
	(void)launch;
	return personality(strtoul(value, NULL, 16)) < 0 ? -1 : 0;
}

static int set_timer_slack(struct launch *launch, const char *value)
{
	(void)launch;
	return prctl(PR_SET_TIMERSLACK, atol(value));
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : write(fd, text, strlen(text));

	return fd < 0 || close(fd) || size < 0 ? -1 : 0;
}

static int set_oom(struct launch *launch, const char *value)
{
	(void)launch;
	return write_text("/proc/self/oom_score_adj", value);
}

static int set_coredump(struct launch *launch, const char *value)
{
	(void)launch;
	return write_text("/proc/self/coredump_filter", value);
}

static int set_user(struct launch *launch, const char *value)
{
	unsigned user, group;

	(void)launch;
	if (sscanf(value, "%u:%u", &user, &group) != 2 || prctl(PR_SET_KEEPCAPS, 1L))
		return -1;
	return setresgid(group, group, group) || setresuid(user, user, user) ? -1 : 0;
}

static int set_inherit(struct launch *launch, const char *value)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	int number = atoi(value);

	(void)launch;
	if (syscall(SYS_capget, &header, data))
		return -1;
	data[number / 32].inheritable |= 1u << number % 32;
	return (int)syscall(SYS_capset, &header, data);
}

static int set_ambient(struct launch *launch, const char *value)
{
	if (set_inherit(launch, value))
		return -1;
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, atol(value), 0L, 0L);
}

static int set_unbound(struct launch *launch, const char *value)
{
	(void)launch;
	return prctl(PR_CAPBSET_DROP, atol(value));
}

static int set_secure_bits(struct launch *launch, const char *value)
{
	(void)launch;
	return prctl(PR_SET_SECUREBITS, atol(value));
}

static int set_no_new_privileges(struct launch *launch, const char *value)
{
	(void)launch;
	(void)value;
	return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
}

static const struct {
	const char *name;
	int (*set)(struct launch *launch, const char *value);
} directives[] = {
	{ "exec", set_exec },
	{ "argv", set_argv },
	{ "env", set_env },
	{ "fill", set_fill },
	{ "open", set_open },
	{ "pipe", set_pipe },
	{ "sockets", set_sockets },
	{ "terminal", set_terminal },
	{ "close", set_close },
	{ "lock", set_lock },
	{ "ofdlock", set_ofdlock },
	{ "flock", set_flock },
	{ "ignore", set_ignore },
	{ "block", set_block },
	{ "raise", set_raise },
	{ "alarm", set_alarm },
	{ "session", set_session },
	{ "group", set_group },
	{ "parent-death", set_parent_death },
	{ "subreaper", set_subreaper },
	{ "chdir", set_chdir },
	{ "umask", set_umask },
	{ "nice", set_nice },
	{ "limit", set_limit },
	{ "batch", set_batch },
	{ "io-priority", set_io_priority },
	{ "cpu", set_cpu },
	{ "personality", set_personality },
	{ "timer-slack", set_timer_slack },
	{ "oom", set_oom },
	{ "coredump", set_coredump },
	{ "user", set_user },
	{ "inherit", set_inherit },
	{ "ambient", set_ambient },
	{ "unbound", set_unbound },
	{ "secure-bits", set_secure_bits },
	{ "no-new-privileges", set_no_new_privileges },
};

static inline int apply_directive(struct launch *launch, const char *directive)
{
	size_t length = strcspn(directive, "=");

	errno = EINVAL;
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (strlen(directives[i].name) == length &&
		    !strncmp(directives[i].name, directive, length))
			return directives[i].set(launch,
						 directive + length + (directive[length] == '='));
	return -1;
}

#endif
