/* SPDX-License-Identifier: MIT */
/* Standing in for qemu-system-*: every argument belongs to QEMU, none is ours. */
#ifndef DROP_IN_H
#define DROP_IN_H

#include "personality.h"

/** Becomes QEMU; returns only if that failed, with the exit status. */
int drop_in(const struct personality *personality, const char *const *argv,
	    const char *const *envp);

#endif
