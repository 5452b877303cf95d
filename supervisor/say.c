/* SPDX-License-Identifier: MIT */
#include "say.h"

#include "base/cleanup.h"
#include "base/message.h"
#include "ladder.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A pipe that has room takes a whole message: they are shorter than PIPE_BUF. */
static bool has_room(void)
{
	struct pollfd poll_fd = { .fd = STDERR_FILENO, .events = POLLOUT };
	return poll(&poll_fd, 1, 100) > 0 && poll_fd.revents & POLLOUT;
}

void say(const char *format, ...)
{
	CLEANUP_FREE char *text = NULL;
	va_list args;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	if (has_room())
		message_print(text ? text : "out of memory");
}

void say_left(int64_t left, char ret_text[SAY_LEFT])
{
	if (left == LADDER_NEVER)
		snprintf(ret_text, SAY_LEFT, "no deadline");
	else
		snprintf(ret_text, SAY_LEFT, "%" PRId64 ".%d s left", left / 1000,
			 (int)(left % 1000 / 100));
}

void say_termination(const char *text)
{
	/* Never made, and no link followed: a container's root may have put one there. */
	CLEANUP_CLOSE int fd = open("/dev/termination-log",
				    O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || ftruncate(fd, 0))
		return;
	if (!message_write(fd, text, strlen(text)))
		message_write(fd, "\n", 1);
}
