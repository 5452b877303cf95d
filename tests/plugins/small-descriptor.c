/* SPDX-License-Identifier: MIT */
/* The symbol names fewer bytes than a descriptor has: its constructor must not run. */
#include "mark.h"

#include <qemu-wrapper/plugin.h>

QW_EMIT_NOTE;
extern QW_EXPORT const uint32_t small[4] __asm__("qw_plugin_v0");
const uint32_t small[4] = { sizeof(struct qw_plugin), QW_ABI_MINOR, sizeof(struct qw_option_spec) };
