/* SPDX-License-Identifier: MIT */
/* Must stand behind two others, one of which exists nowhere. */
#include <qemu-wrapper/plugin.h>

QW_PLUGIN(.name = "stands-behind", .version = "1.0", .summary = "comes last",
	  .after = "exists-nowhere trace");
