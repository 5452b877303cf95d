/* SPDX-License-Identifier: MIT */
#include "supervise/agent_channel.h"

#include <stdbool.h>
#include <string.h>

#define CHANNEL "org.qemu.guest_agent.0"

static bool is(const struct qw_command *cmd, const struct qw_option *opt, const char *property,
	       const char *wanted)
{
	const char *value = qw_get(cmd, opt, property);
	return value && !strcmp(value, wanted);
}

/* Who connects to a socket on which QEMU doesn't listen talks to somebody else. */
static const char *socket_path(const struct qw_command *cmd, const char *chardev)
{
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, "chardev[socket]", opt));) {
		if (!is(cmd, opt, "id", chardev))
			continue;
		if (!is(cmd, opt, "server", "on") || is(cmd, opt, "abstract", "on"))
			return NULL;
		return qw_get(cmd, opt, "path");
	}
	return NULL;
}

const char *agent_socket_of(const struct qw_command *cmd)
{
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, "device[virtserialport]", opt));) {
		const char *chardev = qw_get(cmd, opt, "chardev");
		if (chardev && is(cmd, opt, "name", CHANNEL))
			return socket_path(cmd, chardev);
	}
	return NULL;
}
