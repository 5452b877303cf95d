/* SPDX-License-Identifier: MIT */
#include "doctor/xml_text.h"

#include "base/strbuf.h"

#include <string.h>

static const struct {
	const char *entity;
	char byte;
} entities[] = {
	{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' },
};

/* Bytes that an entity takes here, or 0. */
static size_t decode(const char *at, const char *end, char *ret_byte)
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		size_t length = strlen(entities[i].entity);
		if ((size_t)(end - at) < length || strncmp(at, entities[i].entity, length) != 0)
			continue;
		*ret_byte = entities[i].byte;
		return length;
	}
	return 0;
}

const char *xml_text(const char *xml, const char *name, struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	const char *opening = arena_printf(arena, "<%s>", name);
	const char *closing = arena_printf(arena, "</%s>", name);
	const char *at = opening ? strstr(xml, opening) : NULL;
	const char *end = at && closing ? strstr(at, closing) : NULL;
	if (!end)
		return NULL;
	for (at += strlen(opening); at < end;) {
		char byte = *at;
		size_t length = decode(at, end, &byte);
		strbuf_addc(&text, byte);
		at += length ? length : 1;
	}
	return text.length ? strbuf_finish(&text, arena) : "";
}
