/* SPDX-License-Identifier: MIT */
#include "io/quiet_write.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

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
