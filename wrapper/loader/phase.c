/* SPDX-License-Identifier: MIT */
#include "loader/phase.h"

const char *phase_name(enum phase phase)
{
	static const char *const names[PHASE_COUNT] = { "open",   "rewrite", "check",
							"launch", "outcome", "close" };
	return names[phase];
}

uint32_t phase_hooks(const struct qw_plugin *descriptor)
{
	return (descriptor->open ? PHASE_BIT(PHASE_OPEN) : 0u) |
	       (descriptor->rewrite ? PHASE_BIT(PHASE_REWRITE) : 0u) |
	       (descriptor->check ? PHASE_BIT(PHASE_CHECK) : 0u) |
	       (descriptor->launch ? PHASE_BIT(PHASE_LAUNCH) : 0u) |
	       (descriptor->outcome ? PHASE_BIT(PHASE_OUTCOME) : 0u) |
	       (descriptor->close ? PHASE_BIT(PHASE_CLOSE) : 0u);
}
