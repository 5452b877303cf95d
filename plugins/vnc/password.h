/* SPDX-License-Identifier: MIT */
/*
 * The option password-file: gives servers that ask for nothing a password, which QEMU reads from
 * the file itself. Neither argv nor environment ever have it.
 */
#ifndef VNC_PASSWORD_H
#define VNC_PASSWORD_H

#include "settings.h"

/* 0, or what the host said. The setting must be there. */
int passwords_add(struct qw_context *ctx, struct qw_command *cmd, const struct settings *settings);

#endif
