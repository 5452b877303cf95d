/* SPDX-License-Identifier: MIT */
/*
 * dump_state: stands in for QEMU and writes everything that survives execve to the file
 * "<its own executable>.state", one "key value" a line, bytes outside printable ASCII as \xNN.
 *
 * The place of the output depends on nothing that is dumped: neither on an argument, a variable,
 * a descriptor nor the working directory. Nothing is opened before the descriptors are listed.
 *
 * It knows no objects: `-object help`, which a supervised launch asks before, dumps nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define MAX_FDS 4096

static void put(FILE *out, const char *key, const char *value, size_t size)
{
	fprintf(out, "%s ", key);
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)value[i];

		if (c < 0x20 || c > 0x7e || c == '\\')
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
	fputc('\n', out);
}

static void put_text(FILE *out, const char *key, const char *value)
{
	put(out, key, value, strlen(value));
}

static void put_number(FILE *out, const char *key, long long value)
{
	fprintf(out, "%s %lld\n", key, value);
}

static void put_list(FILE *out, const char *name, char **list)
{
	size_t count = 0;

	for (; list[count]; count++) {
		char key[64];

		snprintf(key, sizeof(key), "%s.%zu", name, count);
		put_text(out, key, list[count]);
	}
	fprintf(out, "%s.count %zu\n", name, count);
}

static void put_link(FILE *out, const char *key, const char *path)
{
	char target[PATH_MAX];
	ssize_t size = readlink(path, target, sizeof(target));

	put(out, key, target, size < 0 ? 0 : (size_t)size);
}

/* Each line "Name: value" of a file in /proc whose name is in `wanted`; all lines if NULL. */
static void put_lines(FILE *out, const char *prefix, const char *path, const char *const *wanted)
{
	FILE *in = fopen(path, "re");
	char line[8192], key[64];

	for (int number = 0; in && fgets(line, sizeof(line), in); number++) {
		size_t name = strcspn(line, ":\n");
		bool want = !wanted;

		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; wanted && wanted[i]; i++)
			want |= strlen(wanted[i]) == name && !strncmp(line, wanted[i], name);
		snprintf(key, sizeof(key), "%s.%d", prefix, number);
		if (want && wanted)
			snprintf(key, sizeof(key), "%s.%.*s", prefix, (int)name, line);
		if (want)
			put_text(out, key, wanted ? line + name + 1 : line);
	}
	if (in)
		fclose(in);
}

static size_t list_fds(int *fds)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	size_t count = 0;

	while (dir && (entry = readdir(dir)) && count < MAX_FDS) {
		int fd = entry->d_name[0] == '.' ? -1 : atoi(entry->d_name);

		if (fd >= 0 && fd != dirfd(dir))
			fds[count++] = fd;
	}
	if (dir)
		closedir(dir);
	return count;
}

static void put_fd_file(FILE *out, const char *key, const int *fds, size_t index)
{
	struct stat own = { 0 }, other;
	int first = fds[index];

	fstat(fds[index], &own);
	for (size_t i = 0; i < index; i++)
		if (!fstat(fds[i], &other) && other.st_dev == own.st_dev &&
		    other.st_ino == own.st_ino && first == fds[index])
			first = fds[i];
	fprintf(out, "%s.mode %o\n", key, own.st_mode);
	fprintf(out, "%s.same-file-as %d\n", key, first);
	/* Pipes and sockets have another inode in each run. */
	if (S_ISREG(own.st_mode) || S_ISDIR(own.st_mode))
		fprintf(out, "%s.inode %lx:%lu\n", key, (long)own.st_dev, (long)own.st_ino);
}

static void put_fd(FILE *out, const int *fds, size_t index)
{
	static const char *const wanted[] = { "pos", "flags", "mnt_id", "lock", NULL };
	int fd = fds[index], waiting = -1;
	char key[64], path[64], text[128];
	struct termios terminal;

	snprintf(key, sizeof(key), "fd.%d", fd);
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	put_lines(out, key, path, wanted);
	put_fd_file(out, key, fds, index);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	snprintf(text, sizeof(text), "%s.target", key);
	put_link(out, text, path);
	fprintf(out, "%s.close-on-exec %d\n", key, fcntl(fd, F_GETFD));
	fprintf(out, "%s.signal %d\n", key, fcntl(fd, F_GETSIG));
	fprintf(out, "%s.owner %d\n", key, fcntl(fd, F_GETOWN));
	if (!ioctl(fd, FIONREAD, &waiting))
		fprintf(out, "%s.waiting %d\n", key, waiting);
	if (!tcgetattr(fd, &terminal))
		fprintf(out, "%s.terminal %x %x %x %x\n", key, terminal.c_iflag, terminal.c_oflag,
			terminal.c_cflag, terminal.c_lflag);
}

static void put_process(FILE *out)
{
	static const char *const wanted[] = { "Umask",
					      "TracerPid",
					      "Uid",
					      "Gid",
					      "Groups",
					      "Threads",
					      "SigPnd",
					      "ShdPnd",
					      "SigBlk",
					      "SigIgn",
					      "SigCgt",
					      "CapInh",
					      "CapPrm",
					      "CapEff",
					      "CapBnd",
					      "CapAmb",
					      "NoNewPrivs",
					      "Seccomp",
					      "Seccomp_filters",
					      "Speculation_Store_Bypass",
					      "SpeculationIndirectBranch",
					      "Cpus_allowed",
					      "Mems_allowed",
					      "THP_enabled",
					      NULL };
	int pid, group, session, terminal, foreground;
	char text[4096] = "";
	FILE *in = fopen("/proc/self/stat", "re");
	size_t size = in ? fread(text, 1, sizeof(text) - 1, in) : 0;
	const char *after = size ? strrchr(text, ')') : NULL;

	if (in)
		fclose(in);
	if (after && sscanf(after + 1, " %*c %d %d %d %d %d", &pid, &group, &session, &terminal,
			    &foreground) == 5) {
		fprintf(out, "process.parent %d\nprocess.group %d\n", pid, group);
		fprintf(out, "process.session %d\nprocess.terminal %d\n", session, terminal);
		fprintf(out, "process.foreground %d\n", foreground);
	}
	put_number(out, "process.pid", getpid());
	put_number(out, "process.children", waitpid(-1, NULL, WNOHANG) < 0 ? -errno : 1);
	put_lines(out, "process.comm", "/proc/self/comm", NULL);
	put_link(out, "process.exe", "/proc/self/exe");
	put_link(out, "process.cwd", "/proc/self/cwd");
	put_link(out, "process.root", "/proc/self/root");
	put_text(out, "process.execfn", (const char *)getauxval(AT_EXECFN));
	put_number(out, "process.secure", (long long)getauxval(AT_SECURE));
	put_lines(out, "status", "/proc/self/status", wanted);
	put_lines(out, "limit", "/proc/self/limits", NULL);
	put_lines(out, "cgroup", "/proc/self/cgroup", NULL);
}

static void put_file(FILE *out, const char *name)
{
	char path[64], key[64];

	snprintf(path, sizeof(path), "/proc/self/%s", name);
	snprintf(key, sizeof(key), "proc.%s", name);
	put_lines(out, key, path, NULL);
}

static void put_prctl(FILE *out, const char *key, int option)
{
	put_number(out, key, prctl(option, 0, 0, 0, 0));
}

static void put_attributes(FILE *out)
{
	static const char *const spaces[] = { "cgroup", "ipc",  "mnt",  "net",
					      "pid",    "time", "user", "uts" };
	int value = 0;
	struct itimerval timer;

	put_number(out, "nice", getpriority(PRIO_PROCESS, 0));
	put_number(out, "io-priority", syscall(SYS_ioprio_get, 1, 0));
	put_number(out, "policy", syscall(SYS_sched_getscheduler, 0));
	put_number(out, "memory-policy",
		   syscall(SYS_get_mempolicy, &value, NULL, 0, NULL, 0) ? -errno : value);
	put_file(out, "personality");
	put_file(out, "oom_score_adj");
	put_file(out, "coredump_filter");
	put_number(out, "parent-death-signal", prctl(PR_GET_PDEATHSIG, &value) ? -errno : value);
	value = 0;
	put_number(out, "subreaper", prctl(PR_GET_CHILD_SUBREAPER, &value) ? -errno : value);
	put_prctl(out, "dumpable", PR_GET_DUMPABLE);
	put_prctl(out, "keep-capabilities", PR_GET_KEEPCAPS);
	put_prctl(out, "secure-bits", PR_GET_SECUREBITS);
	put_prctl(out, "timer-slack", PR_GET_TIMERSLACK);
	for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
		getitimer(which, &timer);
		/* The time left differs from run to run; that one runs and its period don't. */
		fprintf(out, "timer.%d %s %ld\n", which,
			timer.it_value.tv_sec || timer.it_value.tv_usec ? "runs" : "off",
			(long)timer.it_interval.tv_sec);
	}
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		char path[64], key[64];

		snprintf(path, sizeof(path), "/proc/self/ns/%s", spaces[i]);
		snprintf(key, sizeof(key), "namespace.%s", spaces[i]);
		put_link(out, key, path);
	}
}

static int write_all(const char *text, size_t size)
{
	char path[PATH_MAX + 16];
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
	int fd;

	if (length < 0)
		return 1;
	strcpy(path + length, ".state");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	/* The umask may forbid reading it. */
	if (fd < 0 || fchmod(fd, 0600))
		return 1;
	for (size_t done = 0; done < size;) {
		ssize_t put_now = write(fd, text + done, size - done);

		if (put_now <= 0)
			return 1;
		done += (size_t)put_now;
	}
	return close(fd) ? 1 : 0;
}

int main(int argc, char **argv, char **envp)
{
	int fds[MAX_FDS];

	if (argc == 3 && !strcmp(argv[1], "-object") && !strcmp(argv[2], "help"))
		return 0;

	size_t count = list_fds(fds), size = 0;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return 1;
	put_number(out, "argc", argc);
	put_list(out, "argv", argv);
	put_list(out, "env", envp);
	for (size_t i = 0; i < count; i++)
		put_fd(out, fds, i);
	put_process(out);
	put_attributes(out);
	if (fclose(out))
		return 1;
	return write_all(text, size);
}
