/* SPDX-License-Identifier: MIT */
/* One argument as a POSIX shell reads it back: left as it is where that is safe, else quoted. */
#ifndef TEXT_SHELL_QUOTE_H
#define TEXT_SHELL_QUOTE_H

#include "text/strbuf.h"

void shell_quote(struct strbuf *out, const char *word);

#endif
