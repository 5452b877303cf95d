/* SPDX-License-Identifier: MIT */
#include "base/message.h"

#include "io/quiet_write.h"
#include "text/strbuf.h"
#include "text/visible.h"

#include <stdbool.h>
#include <unistd.h>

int message_write(int fd, const char *bytes, size_t length)
{
	return quiet_write_all(fd, bytes, length);
}

/* The longest message: with its prefix it stays below 1000 bytes. */
enum { MOST = 980, KEPT_AT_END = 300 };

/* The cut must not leave half a character of UTF-8 behind: what shows the message may be strict. */
static bool is_inside_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static void add_without_middle(struct strbuf *line, const struct strbuf *visible)
{
	size_t head = MOST - KEPT_AT_END - 5, tail = visible->length - KEPT_AT_END;
	while (head && is_inside_character(visible->text[head]))
		head--;
	while (is_inside_character(visible->text[tail]))
		tail++;
	strbuf_add(line, visible->text, head);
	strbuf_adds(line, " ... ");
	strbuf_adds(line, visible->text + tail);
}

void message_print(const char *text)
{
	CLEANUP_STRBUF struct strbuf visible = { 0 };
	CLEANUP_STRBUF struct strbuf line = { 0 };
	visible_lines(&visible, text, "\n    ");
	strbuf_adds(&line, "qemu-wrapper: ");
	if (visible.length <= MOST)
		strbuf_add(&line, visible.text, visible.length);
	else
		add_without_middle(&line, &visible);
	strbuf_addc(&line, '\n');
	if (!visible.failed && !line.failed)
		message_write(STDERR_FILENO, line.text, line.length);
	else
		message_write(STDERR_FILENO, "qemu-wrapper: out of memory\n", 28);
}
