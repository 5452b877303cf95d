// SPDX-License-Identifier: MIT
/*
 * Process 1 of the guest that tests boot: it has nothing else but a kernel, and maybe an agent. It
 * tells what happens on the serial line and on the screen. The kernel's command line says what it
 * does:
 *
 *   qw.mode=obey      on the power button: writes a file, unmounts its disk, powers off (default)
 *   qw.mode=ignore    on the power button: writes the file, but leaves it in memory and goes on
 *   qw.mode=agent     the same; but it runs the guest agent, and obeys that
 *   qw.mode=poweroff  powers off at once
 *   qw.mode=reboot    resets the machine at once
 *   qw.mode=panic     makes the kernel panic at once
 *   qw.deaf=N         lets the first N presses of the button pass, as if nobody listened yet
 *   qw.text=WORD      what is in the file, which is /written on the first virtio disk, in ext4
 *
 * By the name "shutdown" it asks process 1 to power off, as the agent does.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DISK       "/dev/vda"
#define PORTS      "/sys/class/virtio-ports"
#define AGENT_PORT "org.qemu.guest_agent.0"

struct wishes {
	char mode[16];
	char text[64];
	unsigned deaf;
};

/* What is told starts a line of its own, whatever the firmware has left there. */
__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
	static const char *const places[] = { "/dev/ttyS0", "/dev/tty0" };
	va_list args;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int fd = open(places[i], O_WRONLY | O_NOCTTY | O_CLOEXEC);

		if (fd < 0)
			continue;
		dprintf(fd, "\rguest: ");
		va_start(args, format);
		vdprintf(fd, format, args);
		va_end(args);
		dprintf(fd, "\n");
		close(fd);
	}
}

/* For a screenshot: text, and a bar that is lit over the whole width. */
static void draw_screen(const char *mode)
{
	FILE *screen = fopen("/dev/tty0", "we");

	if (!screen)
		return;
	fprintf(screen, "\033[2J\033[H\033[?25l\033[7m%-80s\033[0m\n\n",
		" A guest of qemu-wrapper's tests");
	fprintf(screen, "It boots a kernel, and this one program, which does: %s\n\n", mode);
	fclose(screen);
}

static void read_wishes(struct wishes *ret_wishes)
{
	char line[2048];
	char *rest = line;
	FILE *file = fopen("/proc/cmdline", "re");

	*ret_wishes = (struct wishes){ .mode = "obey", .text = "written" };
	if (!file || !fgets(line, sizeof(line), file))
		return;
	fclose(file);
	for (char *word; (word = strsep(&rest, " \n"));) {
		sscanf(word, "qw.mode=%15s", ret_wishes->mode);
		sscanf(word, "qw.text=%63s", ret_wishes->text);
		sscanf(word, "qw.deaf=%u", &ret_wishes->deaf);
	}
}

static void mount_or_tell(const char *what, const char *where, const char *type, const char *how)
{
	if (mount(what, where, type, 0, how) < 0)
		tell("cannot mount %s: %s", where, strerror(errno));
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) < 0)
		tell("cannot load %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* In the order in which they need each other. */
static void load_modules(void)
{
	char path[256];
	FILE *file = fopen("/modules/order", "re");

	if (!file) {
		tell("no modules");
		return;
	}
	while (fscanf(file, "%255s", path) == 1)
		load_module(path);
	fclose(file);
}

/* Nothing reaches the disk but by sync or unmounting: what a lost guest leaves must not be chance.
 */
static void mount_disk(void)
{
	int fd;

	if (access(DISK, F_OK) < 0)
		return;
	fd = open("/proc/sys/vm/dirty_writeback_centisecs", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		tell("cannot turn writeback off: %s", strerror(errno));
	close(fd);
	mount_or_tell(DISK, "/disk", "ext4", "commit=100000");
}

static void write_file(const char *text)
{
	FILE *file = fopen("/disk/written", "we");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		tell("cannot write: %s", strerror(errno));
}

static void power_off(const struct wishes *wishes)
{
	write_file(wishes->text);
	if (access(DISK, F_OK) == 0 && umount("/disk") < 0)
		tell("cannot unmount: %s", strerror(errno));
	tell("powers off");
	reboot(RB_POWER_OFF);
}

/* The descriptor of the power button's events. */
static int open_button(void)
{
	for (int i = 0; i < 16; i++) {
		char path[32], name[32] = "";
		int fd;

		snprintf(path, sizeof(path), "/dev/input/event%d", i);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (ioctl(fd, EVIOCGNAME(sizeof(name)), name) > 0 &&
		    strcmp(name, "Power Button") == 0)
			return fd;
		close(fd);
	}
	tell("no power button");
	return -1;
}

/* The device of the port that the agent is to talk by; none: false. */
static bool find_agent_port(char *ret_path, size_t size)
{
	DIR *folder = opendir(PORTS);
	bool found = false;

	if (!folder)
		return false;
	for (struct dirent *entry; !found && (entry = readdir(folder));) {
		char path[512], name[64] = "";
		FILE *file;

		snprintf(path, sizeof(path), PORTS "/%s/name", entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fscanf(file, "%63s", name) == 1 && strcmp(name, AGENT_PORT) == 0) {
			snprintf(ret_path, size, "/dev/%s", entry->d_name);
			found = true;
		}
		fclose(file);
	}
	closedir(folder);
	return found;
}

static void start_agent(void)
{
	char port[300];

	if (!find_agent_port(port, sizeof(port))) {
		tell("no port for the agent");
		return;
	}
	if (fork() == 0) {
		execl("/agent", "qemu-ga", "-m", "virtio-serial", "-p", port, "-t", "/run", NULL);
		tell("cannot start the agent: %s", strerror(errno));
		_exit(127);
	}
}

static void on_button(int button, struct wishes *wishes)
{
	struct input_event event;

	if (read(button, &event, sizeof(event)) != sizeof(event) || event.type != EV_KEY ||
	    event.code != KEY_POWER || event.value != 1)
		return;
	if (wishes->deaf > 0) {
		wishes->deaf--;
		tell("button pressed, not heard");
	} else if (strcmp(wishes->mode, "obey") == 0) {
		tell("button pressed");
		power_off(wishes);
	} else {
		write_file(wishes->text);
		tell("button pressed, ignored");
	}
}

static void on_signal(int signals, const struct wishes *wishes)
{
	struct signalfd_siginfo info;
	int status;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGUSR1) {
		tell("asked by the agent");
		power_off(wishes);
	}
	while (waitpid(-1, &status, WNOHANG) > 0)
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			tell("a child ended: %#x", (unsigned)status);
}

/* For ever. */
static void serve(struct wishes *wishes, int signals)
{
	int button = open_button();
	struct pollfd fds[] = {
		{ .fd = button, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};

	if (strcmp(wishes->mode, "agent") == 0)
		start_agent();
	tell("ready, mode %s", wishes->mode);
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents)
			on_button(button, wishes);
		if (fds[1].revents)
			on_signal(signals, wishes);
	}
}

int main(int argc, char *argv[])
{
	struct wishes wishes;
	sigset_t set;

	if (argc > 0 && strstr(argv[0], "shutdown"))
		return kill(1, SIGUSR1) < 0;
	mount_or_tell("dev", "/dev", "devtmpfs", "");
	mount_or_tell("proc", "/proc", "proc", "");
	mount_or_tell("sys", "/sys", "sysfs", "");
	read_wishes(&wishes);
	draw_screen(wishes.mode);
	load_modules();
	mount_disk();
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (strcmp(wishes.mode, "poweroff") == 0) {
		power_off(&wishes);
	} else if (strcmp(wishes.mode, "reboot") == 0) {
		tell("resets");
		reboot(RB_AUTOBOOT);
	} else if (strcmp(wishes.mode, "panic") == 0) {
		tell("panics");
	} else {
		serve(&wishes, signalfd(-1, &set, SFD_CLOEXEC));
	}
	/* The kernel panics when its process 1 ends. */
	return 1;
}
