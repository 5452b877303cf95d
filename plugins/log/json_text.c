/* SPDX-License-Identifier: MIT */
#include "json_text.h"

#include <string.h>

#include "text/base64.h"
#include "text/utf8.h"

enum { REPLACEMENT = 0xfffd };

static void add_code(struct strbuf *out, uint32_t code)
{
	if (code == '"' || code == '\\') {
		strbuf_addc(out, '\\');
		strbuf_addc(out, (char)code);
	} else if (code >= 0x20 && code < 0x7f) {
		strbuf_addc(out, (char)code);
	} else if (code < 0x10000) {
		strbuf_addf(out, "\\u%04x", (unsigned int)code);
	} else {
		code -= 0x10000;
		strbuf_addf(out, "\\u%04x\\u%04x", 0xd800u + (unsigned int)(code >> 10),
			    0xdc00u + (unsigned int)(code & 0x3ff));
	}
}

void json_key(struct strbuf *out, const char *key)
{
	strbuf_addc(out, '"');
	while (*key) {
		uint32_t code;
		size_t length = utf8_decode(key, &code);
		add_code(out, length ? code : REPLACEMENT);
		key += length ? length : 1;
	}
	strbuf_addc(out, '"');
}

void json_text(struct strbuf *out, const char *text)
{
	if (!text) {
		strbuf_adds(out, "null");
	} else if (utf8_is_valid(text)) {
		json_key(out, text);
	} else {
		strbuf_adds(out, "{\"base64\":\"");
		base64_add(out, text, strlen(text));
		strbuf_adds(out, "\"}");
	}
}
