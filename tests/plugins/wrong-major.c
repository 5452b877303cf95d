/* SPDX-License-Identifier: MIT */
/* A plugin for interface version 1, which we don't have: its constructor must not run. */
#include "mark.h"

#include <qemu-wrapper/plugin.h>

__attribute__((used, aligned(4),
	       section(".note.qemu-wrapper.plugin"))) static const struct qw_elf_note note = {
	sizeof(QW_NOTE_OWNER), 8, QW_NOTE_PLUGIN, QW_NOTE_OWNER, 1, 0
};

extern QW_EXPORT const char qw_plugin_v1[64];
const char qw_plugin_v1[64] = "of a form that nobody knows yet";
