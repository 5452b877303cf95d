/* SPDX-License-Identifier: MIT */
#include "exit_reason/exit_reason.h"

#include <stddef.h>
#include <string.h>

/* qapi/run-state.json: ShutdownCause, as of QEMU 11.1. */
static const char *const names[EXIT_REASONS + 1] = {
	[EXIT_NONE] = "none",
	[EXIT_HOST_ERROR] = "host-error",
	[EXIT_HOST_QMP_QUIT] = "host-qmp-quit",
	[EXIT_HOST_QMP_SYSTEM_RESET] = "host-qmp-system-reset",
	[EXIT_HOST_SIGNAL] = "host-signal",
	[EXIT_HOST_UI] = "host-ui",
	[EXIT_GUEST_SHUTDOWN] = "guest-shutdown",
	[EXIT_GUEST_RESET] = "guest-reset",
	[EXIT_GUEST_PANIC] = "guest-panic",
	[EXIT_SUBSYSTEM_RESET] = "subsystem-reset",
	[EXIT_SNAPSHOT_LOAD] = "snapshot-load",
	[EXIT_STOP_FORCED] = "stop-forced",
	[EXIT_UNKNOWN] = "unknown",
};

const char *const *exit_reason_names(void)
{
	return names;
}

const char *exit_reason_name(enum exit_reason reason)
{
	return names[reason];
}

enum exit_reason exit_reason_of(const char *name)
{
	for (size_t i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return (enum exit_reason)i;
	return EXIT_UNKNOWN;
}
