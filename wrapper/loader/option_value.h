/* SPDX-License-Identifier: MIT */
/* One value of a plugin's option, by the type, range and choices that the plugin declares. */
#ifndef LOADER_OPTION_VALUE_H
#define LOADER_OPTION_VALUE_H

#include "base/error.h"

#include <qemu-wrapper/plugin.h>

/**
 * Reads a text. `ret_number` is told the value of a QW_BOOL, QW_INT, QW_SIZE or QW_TIME, else 0.
 * -EINVAL, -ERANGE: the message says what is wrong with the text, not whose it is.
 */
int option_value_parse(const struct qw_option_spec *spec, const char *text, int64_t *ret_number,
		       struct error *err);

#endif
