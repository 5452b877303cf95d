/* SPDX-License-Identifier: MIT */
/*
 * One write(2) at the end of the file for the whole event: the kernel lets no other writer in
 * between (O_APPEND). If the disk is full or a limit is reached, only the beginning may fit. That
 * is cut off again, which is why writers take a lock. Who can't have it within a few milliseconds
 * writes without it: a stopped process must not hold up a launch.
 */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "io/quiet_write.h"
#include "sink.h"

enum { LOCK_TRIES = 20, NANOSECONDS_BETWEEN = 1000000 };

/* Never waits and never follows: a FIFO, a device or somebody's link may stand there. */
static int open_log(const char *path, const char **ret_problem)
{
	const int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
	int fd = open(path, flags | O_CREAT | O_EXCL, 0600);
	/* Whatever the umask took away. */
	if (fd >= 0 && fchmod(fd, 0600)) {
		int status = -errno;
		close(fd);
		return status;
	}
	if (fd < 0 && errno == EEXIST)
		fd = open(path, flags);
	if (fd >= 0)
		return fd;
	int status = -errno;
	if (status == -ELOOP)
		*ret_problem = "it is a symbolic link, which is not followed";
	else if (status == -ENXIO)
		*ret_problem = "it is no regular file";
	return status;
}

static bool lock(int fd)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (!flock(fd, LOCK_EX | LOCK_NB))
			return true;
		if (errno != EWOULDBLOCK)
			return false;
		nanosleep(&(struct timespec){ .tv_nsec = NANOSECONDS_BETWEEN }, NULL);
	}
	return false;
}

/* Takes back the last `length` bytes if they are still the last. */
static void take_back(int fd, size_t length)
{
	struct stat info;
	off_t end = lseek(fd, 0, SEEK_CUR);
	if (!fstat(fd, &info) && info.st_size == end && end >= (off_t)length)
		/* If this fails too, the file is as it is. */
		(void)!ftruncate(fd, end - (off_t)length);
}

static int append(int fd, const struct strbuf *line)
{
	bool locked = lock(fd);
	ssize_t count = quiet_write(fd, line->text, line->length);
	if (count < 0)
		return (int)count;
	if ((size_t)count == line->length)
		return 0;
	/* The next write tells what stood in the way of the rest. */
	ssize_t more = quiet_write(fd, line->text + count, line->length - (size_t)count);
	if (more > 0)
		count += more;
	if ((size_t)count == line->length)
		return 0;
	if (locked)
		take_back(fd, (size_t)count);
	return more < 0 ? (int)more : -ENOSPC;
}

int sink_file(const struct event *event, const char **ret_problem)
{
	CLEANUP_STRBUF struct strbuf line = { 0 };
	int fd = open_log(event->settings->path, ret_problem);
	if (fd < 0)
		return fd;
	struct stat info;
	int status = fstat(fd, &info) ? -errno : 0;
	if (!status && !S_ISREG(info.st_mode)) {
		*ret_problem = "it is no regular file";
		status = -EINVAL;
	}
	if (!status) {
		sink_line(&line, event);
		status = line.failed ? -ENOMEM : append(fd, &line);
	}
	/* On some network file systems only this tells that it did not get there. */
	if (close(fd) && !status && errno != EINTR)
		status = -errno;
	return status;
}
