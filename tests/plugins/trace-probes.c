/* SPDX-License-Identifier: MIT */
/* The same as trace.c, but wants lines that print or probe, too. */
#define NAME  "trace-probes"
#define FLAGS QW_ON_PROBES
#include "trace.c"
