/* SPDX-License-Identifier: MIT */
/*
 * The option websocket: adds websocket= to TCP servers that have none.
 *
 * For lines whose servers are all corrected: only then is known which ports they have, and no port
 * is given twice.
 */
#ifndef VNC_ADDITION_H
#define VNC_ADDITION_H

#include "settings.h"

/* 0, or what the host said. The setting must be there. */
int websockets_add(struct qw_context *ctx, struct qw_command *cmd, const struct settings *settings);

#endif
