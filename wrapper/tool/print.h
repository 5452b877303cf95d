/* SPDX-License-Identifier: MIT */
/* What a subcommand has to say, on standard output. */
#ifndef TOOL_PRINT_H
#define TOOL_PRINT_H

#include "base/error.h"
#include "base/strbuf.h"

/** Writes it whole. -ENOMEM if the text ran out of memory, else the errno of the write. */
int tool_print(const struct strbuf *text, struct error *err);

#endif
