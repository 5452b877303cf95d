/* SPDX-License-Identifier: MIT */
#include "ending.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static const char *const sentences[EXIT_REASONS] = {
	[EXIT_NONE] = "QEMU ended",
	[EXIT_HOST_ERROR] = "QEMU ended because of an error of the host",
	[EXIT_HOST_QMP_QUIT] = "QEMU ended, as it was told over QMP",
	[EXIT_HOST_QMP_SYSTEM_RESET] = "QEMU ended instead of a reset by QMP",
	[EXIT_HOST_SIGNAL] = "QEMU ended, as a signal told it",
	[EXIT_HOST_UI] = "QEMU ended, as its window was closed",
	[EXIT_GUEST_SHUTDOWN] = "the guest powered off",
	[EXIT_GUEST_RESET] = "QEMU ended instead of a reset by the guest",
	[EXIT_GUEST_PANIC] = "the guest panicked",
	[EXIT_SUBSYSTEM_RESET] = "QEMU ended instead of a reset by a part of the machine",
	[EXIT_SNAPSHOT_LOAD] = "QEMU ended instead of loading a snapshot",
	[EXIT_STOP_FORCED] = "the guest didn't stop: QEMU was ended without it",
	[EXIT_UNKNOWN] = "QEMU ended and didn't tell why",
};

/* These say that QEMU was told to end, by us if we did so. */
static bool was_told(enum exit_reason reason)
{
	return reason == EXIT_HOST_QMP_QUIT || reason == EXIT_HOST_SIGNAL || reason == EXIT_UNKNOWN;
}

int ending_status(const struct ending *ending, const struct exit_table *table,
		  char ret_text[ENDING_TEXT])
{
	int status = ending->wait_status;
	/* Ours, before QEMU had a handler for it: a moment later it would end with 0 and tell. */
	bool early = ending->terminated && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
	if (WIFSIGNALED(status) && !early) {
		int number = WTERMSIG(status);
		const char *name = sigabbrev_np(number);
		snprintf(ret_text, ENDING_TEXT, "%s by signal %d (%s%s)",
			 ending->killed ? "the guest didn't stop: QEMU was killed"
					: "QEMU was ended",
			 number, name ? "SIG" : "unknown", name ? name : "");
		return 128 + number;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status)) {
		snprintf(ret_text, ENDING_TEXT, "QEMU failed");
		return WEXITSTATUS(status);
	}
	enum exit_reason reason = early ? EXIT_HOST_SIGNAL : ending->reason;
	if (was_told(reason) && ending->panicked)
		reason = EXIT_GUEST_PANIC;
	else if (was_told(reason) && ending->forced)
		reason = EXIT_STOP_FORCED;
	snprintf(ret_text, ENDING_TEXT, "%s (%s)", sentences[reason], exit_reason_name(reason));
	return table->status[reason];
}
