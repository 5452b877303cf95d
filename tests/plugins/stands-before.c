/* SPDX-License-Identifier: MIT */
/* Must stand before two others, one of which exists nowhere. */
#include <qemu-wrapper/plugin.h>

QW_PLUGIN(.name = "stands-before", .summary = "comes first", .before = "exists-nowhere trace");
