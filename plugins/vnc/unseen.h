/* SPDX-License-Identifier: MIT */
/*
 * What opens or changes VNC servers without showing among them: servers behind unknown options,
 * -readconfig, -set vnc., -spice, and QEMU's own choice.
 */
#ifndef VNC_UNSEEN_H
#define VNC_UNSEEN_H

#include "settings.h"

/* Notes it, unless `silent`. With EXPOSE_DENY what can't be seen is refused: what qw_error()
 * returned. */
int unseen_judge(struct qw_context *ctx, const struct qw_command *cmd, enum expose expose,
		 bool silent);

#endif
