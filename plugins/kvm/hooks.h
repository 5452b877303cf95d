/* SPDX-License-Identifier: MIT */
/*
 * The hooks: rewrite.c decides which accelerator the line gets.
 */
#ifndef KVM_HOOKS_H
#define KVM_HOOKS_H

#include <qemu-wrapper/plugin.h>

int kvm_rewrite(struct qw_context *ctx, struct qw_command *cmd);

#endif
