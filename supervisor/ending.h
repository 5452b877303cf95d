/* SPDX-License-Identifier: MIT */
/* How it ended: the exit status, and the sentence for the log. */
#ifndef SUPERVISOR_ENDING_H
#define SUPERVISOR_ENDING_H

#include "exit_reason/exit_table.h"

#include <stdbool.h>
#include <stddef.h>

struct ending {
	/** QEMU's, as of waitpid(2). */
	int wait_status;
	/** What its event SHUTDOWN said, or EXIT_UNKNOWN. */
	enum exit_reason reason;
	bool panicked;
	/** We ended QEMU while the guest was running; we sent SIGTERM; we killed it. */
	bool forced, terminated, killed;
};

enum { ENDING_TEXT = 160 };

/** QEMU's own status where it isn't 0, 128+N for a signal; else the table's. `ret_text` says why.
 */
int ending_status(const struct ending *ending, const struct exit_table *table,
		  char ret_text[ENDING_TEXT]);

#endif
