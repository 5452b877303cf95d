/* SPDX-License-Identifier: MIT */
#include "text/base64.h"

void base64_add(struct strbuf *out, const char *text, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";
	const unsigned char *bytes = (const unsigned char *)text;
	for (size_t i = 0; i < length; i += 3) {
		unsigned int second = i + 1 < length ? bytes[i + 1] : 0;
		unsigned int third = i + 2 < length ? bytes[i + 2] : 0;
		unsigned int group = (unsigned int)bytes[i] << 16 | second << 8 | third;
		strbuf_addc(out, digits[group >> 18]);
		strbuf_addc(out, digits[group >> 12 & 63]);
		strbuf_addc(out, i + 1 < length ? digits[group >> 6 & 63] : '=');
		strbuf_addc(out, i + 2 < length ? digits[group & 63] : '=');
	}
}
