/* SPDX-License-Identifier: MIT */
/*
 * The host's redaction, asked the right question for each piece of an event. What can't be redacted
 * (no memory) is "***" as a whole. NULL stays NULL. With `firmware_strings` the values of -smbios
 * and -fw_cfg are read as text of unknown kind: keys of secrets hide what they always hide.
 */
#ifndef LOG_REDACTED_H
#define LOG_REDACTED_H

#include <qemu-wrapper/plugin.h>
#include <stdbool.h>

/* Text that may quote anything: reasons, notes, refusals. */
const char *redacted_text(const struct qw_command *cmd, const char *text);

/* The decoded value of a property; `option` NULL: of a variable or of a fact's field. */
const char *redacted_property(const struct qw_command *cmd, const char *option,
			      const char *property, const char *value);

/* One word of a command line, by the word before it. NULL behind the last. */
const char *redacted_argument(const struct qw_command *cmd, enum qw_argv which, size_t index,
			      bool firmware_strings);

void redact_change(const struct qw_command *cmd, struct qw_change *change, bool firmware_strings);

#endif
