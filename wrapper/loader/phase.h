/* SPDX-License-Identifier: MIT */
/* The hooks of a plugin, in the order in which they are called. */
#ifndef LOADER_PHASE_H
#define LOADER_PHASE_H

#include <qemu-wrapper/plugin.h>
#include <stdint.h>

enum phase { PHASE_OPEN, PHASE_REWRITE, PHASE_CHECK, PHASE_LAUNCH, PHASE_OUTCOME, PHASE_CLOSE };

/** Not one of them, so that a switch need not name it. */
enum { PHASE_COUNT = PHASE_CLOSE + 1 };

/** A set of them: of each phase this bit. */
#define PHASE_BIT(phase) (1u << (phase))

/** "open", "rewrite"... as in messages and refusals. */
const char *phase_name(enum phase phase);

/** The hooks that a descriptor has; in another process than the one it was read in, only this is
 * left of them. */
uint32_t phase_hooks(const struct qw_plugin *descriptor);

#endif
