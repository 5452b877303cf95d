/* SPDX-License-Identifier: MIT */
/* A note and nothing else: its constructor must not run. */
#include "mark.h"

#include <qemu-wrapper/plugin.h>

QW_EMIT_NOTE;
