/* SPDX-License-Identifier: MIT */
/*
 * The VNC servers of a command line: -vnc, --vnc and -display vnc= alike. Iterate with
 * qw_next(cmd, EVERY_SERVER, previous).
 */
#ifndef VNC_SERVERS_H
#define VNC_SERVERS_H

#include <qemu-wrapper/plugin.h>

#include "properties.h"

#define EVERY_SERVER "vnc[*]"

#define LABEL_MAX 1024

/* 0; -ENODATA: the option has no value; -E2BIG: too many properties; or what the host said. The
 * strings belong to the host. */
int server_read(const struct qw_command *cmd, const struct qw_option *opt,
		struct properties *ret_properties);

/* Names an address of the server and where it stands, for messages: "-vnc :1 (argument 3)"; and how
 * it was written, if it was corrected. Nothing but the address is shown, for other properties may
 * be secrets. `address` NULL: none; `place` NULL: where people wrote it. */
void server_label(const struct qw_command *cmd, const struct qw_option *opt, const char *address,
		  const char *place, char *ret_label);

/* True for the manager's own words on a managed line: all but those of QEMU_ARGS and of files
 * ("FILE:LINE"). What this plugin has corrected it could touch. */
bool server_is_untouchable(const struct qw_command *cmd, const struct qw_option *opt);

/* True if the line has an option that chooses a display of any kind. */
bool line_chooses_display(const struct qw_command *cmd);

#endif
