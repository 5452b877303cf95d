/* SPDX-License-Identifier: MIT */
#include "base/message.h"

#include "base/strbuf.h"
#include "io/quiet_write.h"
#include "text/utf8.h"

#include <string.h>

int message_write(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t written = quiet_write(fd, bytes, length);
		if (written == -EINTR)
			continue;
		if (written <= 0)
			return written ? (int)written : -EIO;
		bytes += written;
		length -= (size_t)written;
	}
	return 0;
}

/* The longest message: with its prefix it stays below 1000 bytes. */
enum { MOST = 980, KEPT_AT_END = 300 };

static void add_visible(struct strbuf *line, const char *text)
{
	while (*text) {
		uint32_t code;
		size_t length = utf8_decode(text, &code);
		if (*text == '\n')
			strbuf_adds(line, "\n    ");
		else if (!length || code < 0x20 || code == 0x7f)
			strbuf_addf(line, "\\x%02x", (unsigned char)*text);
		else
			strbuf_add(line, text, length);
		text += length ? length : 1;
	}
}

void message_print(const char *text)
{
	CLEANUP_STRBUF struct strbuf visible = { 0 };
	CLEANUP_STRBUF struct strbuf line = { 0 };
	add_visible(&visible, text);
	strbuf_adds(&line, "qemu-wrapper: ");
	if (visible.length <= MOST) {
		strbuf_add(&line, visible.text, visible.length);
	} else {
		strbuf_add(&line, visible.text, MOST - KEPT_AT_END - 5);
		strbuf_adds(&line, " ... ");
		strbuf_adds(&line, visible.text + visible.length - KEPT_AT_END);
	}
	strbuf_addc(&line, '\n');
	if (!visible.failed && !line.failed)
		message_write(STDERR_FILENO, line.text, line.length);
	else
		message_write(STDERR_FILENO, "qemu-wrapper: out of memory\n", 28);
}
