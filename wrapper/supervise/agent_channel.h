/* SPDX-License-Identifier: MIT */
/* The channel of QEMU's guest agent, by which a guest can be asked to shut down. */
#ifndef SUPERVISE_AGENT_CHANNEL_H
#define SUPERVISE_AGENT_CHANNEL_H

#include <qemu-wrapper/plugin.h>

/** The path of the unix socket on which QEMU listens for whoever talks to the agent; NULL: the line
 * has no such channel, or one that can't be used. Borrowed until the hook returns. */
const char *agent_socket_of(const struct qw_command *cmd);

#endif
