/* SPDX-License-Identifier: MIT */
#include "base/strbuf.h"

char *strbuf_finish(const struct strbuf *buffer, struct arena *arena)
{
	if (buffer->failed)
		return NULL;
	return arena_strndup(arena, buffer->text ? buffer->text : "", buffer->length);
}
