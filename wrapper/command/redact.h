/* SPDX-License-Identifier: MIT */
/*
 * The one function that takes secrets out of what leaves the process by a message, note or log.
 * `explain` on standard output never uses it.
 *
 * Strings for the guest (-fw_cfg string=, -smbios) count as secrets in the value of these options,
 * and in text that names them with a dash.
 */
#ifndef COMMAND_REDACT_H
#define COMMAND_REDACT_H

#include "base/arena.h"

/**
 * The value of an option (canonical name, or NULL: text of unknown kind) with every secret replaced
 * by "***"; the value itself if there is none in it. NULL: no memory.
 */
const char *redact(const char *option, const char *value, struct arena *arena);

/** The same for the decoded value of one property; `option` NULL: of a variable or a fact. */
const char *redact_property(const char *option, const char *property, const char *value,
			    struct arena *arena);

#endif
