/* SPDX-License-Identifier: MIT */
/*
 * wrong_wrapper: executes QEMU_WRAPPER_REAL, but for one fault that the variable WRONG names.
 * It proves that the comparison of dumped states notices each of them; with WRONG=nothing it is a
 * right wrapper without plugins.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct line {
	const char *real;
	char **argv, **envp;
};

static int nothing(struct line *line)
{
	return line ? 0 : -1;
}

static int change_byte(struct line *line)
{
	line->argv[1][0] ^= 1;
	return 0;
}

static int drop_argument(struct line *line)
{
	line->argv[1] = line->argv[0];
	line->argv++;
	return 0;
}

static int change_name(struct line *line)
{
	line->argv[0] = strdup(line->real);
	return 0;
}

static int drop_variable(struct line *line)
{
	line->envp++;
	return 0;
}

static int add_variable(struct line *line)
{
	size_t count = 0;
	char **copy;

	while (line->envp[count])
		count++;
	copy = calloc(count + 2, sizeof(*copy));
	memcpy(copy, line->envp, count * sizeof(*copy));
	copy[count] = strdup("QEMU_WRAPPER_DONE=1");
	line->envp = copy;
	return 0;
}

static int swap_variables(struct line *line)
{
	char *first = line->envp[0];

	line->envp[0] = line->envp[1];
	line->envp[1] = first;
	return 0;
}

static int leak_descriptor(struct line *line)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return fcntl(fd, F_SETFD, 0) + nothing(line);
}

static int leak_low_descriptor(struct line *line)
{
	return open("/dev/null", O_RDWR | O_CLOEXEC) == 0 ? fcntl(0, F_SETFD, 0) : nothing(line);
}

static int close_descriptor(struct line *line)
{
	return close(5) + nothing(line);
}

static int mark_descriptor(struct line *line)
{
	return fcntl(5, F_SETFD, FD_CLOEXEC) + nothing(line);
}

static int move_offset(struct line *line)
{
	return (lseek(5, 1, SEEK_CUR) < 0) + nothing(line);
}

static int set_nonblocking(struct line *line)
{
	return fcntl(5, F_SETFL, fcntl(5, F_GETFL) | O_NONBLOCK) + nothing(line);
}

static int drop_lock(struct line *line)
{
	int fd = open("/proc/self/fd/5", O_RDONLY | O_CLOEXEC);

	return close(fd) + nothing(line);
}

static int replace_descriptor(struct line *line)
{
	int fd = open("/proc/self/fd/5", O_RDWR | O_CLOEXEC);

	return (dup2(fd, 5) < 0) + nothing(line);
}

static int read_stdin(struct line *line)
{
	char byte;

	return (read(0, &byte, 1) != 1) + nothing(line);
}

static int change_directory(struct line *line)
{
	return chdir("/") + nothing(line);
}

static int change_umask(struct line *line)
{
	umask(077);
	return nothing(line);
}

/* Both, for newer QEMUs raise the lower one. */
static int change_limit(struct line *line)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_max--;
	limit.rlim_cur--;
	return setrlimit(RLIMIT_NOFILE, &limit) + nothing(line);
}

static int change_nice(struct line *line)
{
	return setpriority(PRIO_PROCESS, 0, 19) + nothing(line);
}

static int block_signal(struct line *line)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	return sigprocmask(SIG_BLOCK, &set, NULL) + nothing(line);
}

static int ignore_signal(struct line *line)
{
	return (signal(SIGPIPE, SIG_IGN) == SIG_ERR) + nothing(line);
}

static int reset_signal(struct line *line)
{
	return (signal(SIGUSR1, SIG_DFL) == SIG_ERR) + nothing(line);
}

static int set_alarm(struct line *line)
{
	alarm(1000);
	return nothing(line);
}

static int become_child(struct line *line)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		return nothing(line);
	waitpid(pid, &status, 0);
	_exit(WEXITSTATUS(status));
}

static int leave_zombie(struct line *line)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return nothing(line);
}

static int new_group(struct line *line)
{
	return setpgid(0, 0) + nothing(line);
}

static int new_session(struct line *line)
{
	return (setsid() < 0) + nothing(line);
}

static int drop_parent_death(struct line *line)
{
	return prctl(PR_SET_PDEATHSIG, 0L) + nothing(line);
}

static int drop_ambient(struct line *line)
{
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L) + nothing(line);
}

static int set_privileges(struct line *line)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) + nothing(line);
}

static int execute_copy(struct line *line)
{
	char *path;

	if (asprintf(&path, "%s-other", line->real) < 0)
		return -1;
	unlink(path);
	if (link(line->real, path))
		return -1;
	line->real = path;
	return 0;
}

static int execute_by_descriptor(struct line *line)
{
	char *path;

	if (asprintf(&path, "/proc/self/fd/%d", open(line->real, O_PATH | O_CLOEXEC)) < 0)
		return -1;
	line->real = path;
	return 0;
}

static int chatter(struct line *line)
{
	return (write(STDERR_FILENO, "starting\n", 9) != 9) + nothing(line);
}

static int chatter_on_stdout(struct line *line)
{
	return (write(STDOUT_FILENO, "starting\n", 9) != 9) + nothing(line);
}

static const struct {
	const char *name;
	int (*commit)(struct line *line);
} faults[] = {
	{ "nothing", nothing },
	{ "change-byte", change_byte },
	{ "drop-argument", drop_argument },
	{ "change-name", change_name },
	{ "drop-variable", drop_variable },
	{ "add-variable", add_variable },
	{ "swap-variables", swap_variables },
	{ "leak-descriptor", leak_descriptor },
	{ "leak-low-descriptor", leak_low_descriptor },
	{ "close-descriptor", close_descriptor },
	{ "mark-descriptor", mark_descriptor },
	{ "move-offset", move_offset },
	{ "set-nonblocking", set_nonblocking },
	{ "drop-lock", drop_lock },
	{ "replace-descriptor", replace_descriptor },
	{ "read-stdin", read_stdin },
	{ "change-directory", change_directory },
	{ "change-umask", change_umask },
	{ "change-limit", change_limit },
	{ "change-nice", change_nice },
	{ "block-signal", block_signal },
	{ "ignore-signal", ignore_signal },
	{ "reset-signal", reset_signal },
	{ "set-alarm", set_alarm },
	{ "become-child", become_child },
	{ "leave-zombie", leave_zombie },
	{ "new-group", new_group },
	{ "new-session", new_session },
	{ "drop-parent-death", drop_parent_death },
	{ "drop-ambient", drop_ambient },
	{ "set-privileges", set_privileges },
	{ "execute-copy", execute_copy },
	{ "execute-by-descriptor", execute_by_descriptor },
	{ "chatter", chatter },
	{ "chatter-on-stdout", chatter_on_stdout },
};

int main(int argc, char **argv, char **envp)
{
	const char *wrong = getenv("WRONG");
	struct line line = { .real = getenv("QEMU_WRAPPER_REAL"), .argv = argv, .envp = envp };

	if (!wrong || !line.real || argc < 1)
		return 125;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (strcmp(faults[i].name, wrong))
			continue;
		if (faults[i].commit(&line))
			return 125;
		execve(line.real, line.argv, line.envp);
		return errno == ENOENT ? 127 : 126;
	}
	return 125;
}
