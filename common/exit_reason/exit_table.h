/* SPDX-License-Identifier: MIT */
/*
 * What the exit status is to be, by how the guest ended. It counts where QEMU itself ends with 0,
 * which it does for nearly all reasons.
 */
#ifndef EXIT_REASON_EXIT_TABLE_H
#define EXIT_REASON_EXIT_TABLE_H

#include "base/error.h"
#include "exit_reason/exit_reason.h"

struct exit_table {
	unsigned char status[EXIT_REASONS];
};

/** 0 for all but host-error and guest-panic (1) and stop-forced (124, as timeout(1) has it). */
struct exit_table exit_table_default(void);

/** Changes the table by "REASON=STATUS" words with blanks or commas between them. -EINVAL with a
 * message, and the table stays as it was. */
int exit_table_read(const char *text, struct exit_table *table, struct error *err);

#endif
