/* SPDX-License-Identifier: MIT */
#include "base/message.h"

#include "base/strbuf.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t written = write(fd, bytes, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written ? -errno : -EIO;
		bytes += written;
		length -= (size_t)written;
	}
	return 0;
}

int message_write(int fd, const char *bytes, size_t length)
{
	/* A reader that went away or a log at its size limit must not kill the start of a VM: the
	 * signals for that are held back while we write, and those of ours taken off the queue. */
	static const int signals[] = { SIGPIPE, SIGXFSZ };
	sigset_t ours, before, pending;
	sigemptyset(&ours);
	sigpending(&pending);
	for (size_t i = 0; i < 2; i++)
		if (!sigismember(&pending, signals[i]))
			sigaddset(&ours, signals[i]);
	if (sigprocmask(SIG_BLOCK, &ours, &before))
		return write_all(fd, bytes, length);
	int status = write_all(fd, bytes, length);
	while (sigtimedwait(&ours, NULL, &(struct timespec){ 0 }) > 0 || errno == EINTR)
		;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

/* The longest message: with its prefix it stays below 1000 bytes. */
enum { MOST = 980, KEPT_AT_END = 300 };

static void add_visible(struct strbuf *line, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '\n')
			strbuf_adds(line, "\n    ");
		else if (c < 0x20 || c == 0x7f)
			strbuf_addf(line, "\\x%02x", c);
		else
			strbuf_addc(line, text[i]);
	}
}

void message_print(const char *text)
{
	CLEANUP_STRBUF struct strbuf visible = { 0 };
	CLEANUP_STRBUF struct strbuf line = { 0 };
	add_visible(&visible, text, strlen(text));
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
