/* SPDX-License-Identifier: MIT */
#include "io/quiet_write.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 1000 };

static ssize_t plain_write(int fd, const void *bytes, size_t length)
{
	ssize_t written = write(fd, bytes, length);
	return written < 0 ? -errno : written;
}

ssize_t quiet_write(int fd, const void *bytes, size_t length)
{
	/* The signals are held back while we write, and those of ours taken off the queue. */
	static const int signals[] = { SIGPIPE, SIGXFSZ };
	sigset_t ours, before, pending;
	sigemptyset(&ours);
	sigpending(&pending);
	for (size_t i = 0; i < 2; i++)
		if (!sigismember(&pending, signals[i]))
			sigaddset(&ours, signals[i]);
	if (sigprocmask(SIG_BLOCK, &ours, &before))
		return plain_write(fd, bytes, length);
	ssize_t written = plain_write(fd, bytes, length);
	while (sigtimedwait(&ours, NULL, &(struct timespec){ 0 }) > 0 || errno == EINTR)
		;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return written;
}

static bool gets_room(int fd)
{
	struct pollfd waited = { .fd = fd, .events = POLLOUT };
	int count;
	do {
		count = poll(&waited, 1, PATIENCE);
	} while (count < 0 && errno == EINTR);
	return count > 0;
}

int quiet_write_all(int fd, const void *bytes, size_t length)
{
	for (const char *rest = bytes; length;) {
		ssize_t written = quiet_write(fd, rest, length);
		if (written == -EINTR || (written == -EAGAIN && gets_room(fd)))
			continue;
		if (written <= 0)
			return written ? (int)written : -EIO;
		rest += written;
		length -= (size_t)written;
	}
	return 0;
}
