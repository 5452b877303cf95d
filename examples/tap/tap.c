/* SPDX-License-Identifier: MIT */
/*
 * tap: opens the tap devices that a line names (-netdev tap,ifname=tap0) and hands them to QEMU as
 * descriptors. QEMU runs no script then, and needs neither /dev/net/tun nor the right to open it:
 * it may be confined more than the wrapper is.
 */
#include <qemu-wrapper/plugin.h>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TUN       "/dev/net/tun"
#define MAX_PORTS 32

/* What rewrite promised and launch has to open. */
struct ports {
	size_t count;
	struct {
		int number;
		char name[IFNAMSIZ];
	} list[MAX_PORTS];
};

static int open_hook(struct qw_context *ctx)
{
	ctx->state = calloc(1, sizeof(struct ports));
	return ctx->state ? 0 : qw_error(ctx, ENOMEM, "out of memory");
}

static void close_hook(struct qw_context *ctx)
{
	free(ctx->state);
}

/* A script that a person asked for and that would no longer run; NULL: none. "no" is none. */
static const char *script_of(const struct qw_command *cmd, const struct qw_option *opt)
{
	static const char *const keys[] = { "script", "downscript" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *script = qw_get(cmd, opt, keys[i]);
		if (script && *script && strcmp(script, "no"))
			return script;
	}
	return NULL;
}

/* Properties that QEMU refuses beside fd=, apart from those that would be lost without harm. */
static const char *obstacle_of(const struct qw_command *cmd, const struct qw_option *opt)
{
	static const char *const keys[] = { "fd",     "fds",    "vhostfds", "br",
					    "helper", "queues", "vnet_hdr" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (qw_get(cmd, opt, keys[i]))
			return keys[i];
	return NULL;
}

static int convert(struct qw_context *ctx, struct qw_command *cmd, struct qw_option *opt)
{
	static const char *const lost[] = { "ifname", "script", "downscript" };
	static const char reason[] = "the wrapper opens it; QEMU runs no script";
	struct ports *ports = ctx->state;
	char text[16];
	if (ports->count == MAX_PORTS)
		return qw_error(ctx, ENOSPC, "more than %d taps on one line", MAX_PORTS);
	int number = qw_reserve_fd(cmd, qw_get(cmd, opt, "ifname"));
	if (number < 0)
		return number;
	ports->list[ports->count].number = number;
	strcpy(ports->list[ports->count++].name, qw_get(cmd, opt, "ifname"));
	snprintf(text, sizeof(text), "%d", number);
	int status = qw_set(cmd, opt, "fd", text, 0, reason);
	for (size_t i = 0; !status && i < sizeof(lost) / sizeof(lost[0]); i++)
		status = qw_unset(cmd, opt, lost[i], 0, reason);
	return status;
}

/* Converts one option of the line, or says why not. */
static int consider(struct qw_context *ctx, struct qw_command *cmd, struct qw_option *opt)
{
	const char *name = qw_get(cmd, opt, "ifname");
	const char *obstacle = obstacle_of(cmd, opt);
	if (!name || qw_flags(cmd, opt) & QW_UNCERTAIN)
		return 0;
	if (script_of(cmd, opt))
		qw_note(ctx, QW_INFO, "%s is left to QEMU, for it runs the script %s", name,
			script_of(cmd, opt));
	else if (obstacle)
		qw_note(ctx, QW_INFO, "%s is left to QEMU, for %s= and fd= can't be combined", name,
			obstacle);
	else if (!*name || strlen(name) >= IFNAMSIZ || strchr(name, '%'))
		qw_note(ctx, QW_INFO, "'%s' is left to QEMU: it isn't the name of one interface",
			name);
	else
		return convert(ctx, cmd, opt);
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	static const char *const selectors[] = { "netdev[tap]", "nic[tap]" };
	struct ports *ports = ctx->state;
	int status = 0;
	ports->count = 0; /* The line may be rewritten anew, without a plugin that failed. */
	for (size_t i = 0; i < sizeof(selectors) / sizeof(selectors[0]); i++)
		for (struct qw_option *opt = NULL;
		     !status && (opt = qw_next(cmd, selectors[i], opt));)
			status = consider(ctx, cmd, opt);
	return status;
}

/* Opens the interface, which must exist: otherwise a misspelled name would make a new one. */
static int open_tap(struct qw_context *ctx, const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	if (!if_nametoindex(name))
		return qw_error(
			ctx, ENODEV,
			"there is no interface %s. As root: ip tuntap add %s mode tap user %u "
			"&& ip link set %s up",
			name, name, (unsigned)getuid(), name);
	int fd = open(TUN, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return qw_error(ctx, errno, "%s: %s", TUN, strerror(errno));
	strcpy(request.ifr_name, name);
	if (ioctl(fd, TUNSETIFF, &request) == 0)
		return fd;
	int code = errno;
	close(fd);
	return qw_error(ctx, code, "%s: %s%s", name, strerror(code),
			code == EBUSY    ? ": another process or option has it open"
			: code == EPERM  ? ": it belongs to another user"
			: code == EINVAL ? ": it is no tap device, or one with several queues"
					 : "");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct ports *ports = ctx->state;
	(void)cmd;
	for (size_t i = 0; i < ports->count; i++) {
		int fd = open_tap(ctx, ports->list[i].name);
		if (fd < 0)
			return fd;
		int status = qw_fill_fd(ctx, ports->list[i].number, fd);
		close(fd);
		if (status)
			return status;
	}
	return 0;
}

QW_PLUGIN(.name = "tap", .version = "1.0", .summary = "opens tap devices for QEMU",
	  .open = open_hook, .rewrite = rewrite, .launch = launch, .close = close_hook);
