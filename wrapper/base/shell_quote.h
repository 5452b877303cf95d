/* SPDX-License-Identifier: MIT */
/* One argument as a POSIX shell reads it back: left as it is where that is safe, else quoted. */
#ifndef BASE_SHELL_QUOTE_H
#define BASE_SHELL_QUOTE_H

#include "base/strbuf.h"

void shell_quote(struct strbuf *out, const char *word);

#endif
