/* SPDX-License-Identifier: MIT */
#include "tool/print.h"

#include "base/message.h"

#include <string.h>
#include <unistd.h>

int tool_print(const struct strbuf *text, struct error *err)
{
	if (text->failed)
		return error_memory(err);
	int status = message_write(STDOUT_FILENO, text->text, text->length);
	return status ? error_set(err, -status, "standard output: %s", strerror(-status)) : 0;
}
