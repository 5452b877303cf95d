/* SPDX-License-Identifier: MIT */
/* Why a guest ended, by the names that QEMU gives in its event SHUTDOWN, and by two of ours. */
#ifndef EXIT_REASON_EXIT_REASON_H
#define EXIT_REASON_EXIT_REASON_H

/** The causes of QMP's event SHUTDOWN, by their names there, and two of ours. */
enum exit_reason {
	EXIT_NONE,
	EXIT_HOST_ERROR,
	EXIT_HOST_QMP_QUIT,
	EXIT_HOST_QMP_SYSTEM_RESET,
	EXIT_HOST_SIGNAL,
	EXIT_HOST_UI,
	EXIT_GUEST_SHUTDOWN,
	EXIT_GUEST_RESET,
	EXIT_GUEST_PANIC,
	EXIT_SUBSYSTEM_RESET,
	EXIT_SNAPSHOT_LOAD,
	/** The supervisor ended QEMU, for the guest didn't stop in time or there was no time left.
	 */
	EXIT_STOP_FORCED,
	/** QEMU told nothing, or a reason that is newer than this program. */
	EXIT_UNKNOWN,
	EXIT_REASONS,
};

/** All names, NULL-terminated, in the order of the enum. */
const char *const *exit_reason_names(void);

/** As in QMP; never NULL. */
const char *exit_reason_name(enum exit_reason reason);

/** EXIT_UNKNOWN for a name that is not known. */
enum exit_reason exit_reason_of(const char *name);

#endif
