/* SPDX-License-Identifier: MIT */
/*
 * One write(2) at the end of the file for the whole event: the kernel lets no other writer in
 * between (O_APPEND). If the disk is full or a limit is reached, only the beginning may fit. That
 * is cut off again, which is why writers take a lock. Who can't have it within a few milliseconds
 * writes without it: a stopped process must not hold up a launch. A writer that is killed may leave
 * the beginning of a long line; the next one begins a new line behind it.
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
	/* Whatever the umask took away. Some file systems know no modes and refuse. */
	if (fd >= 0)
		(void)!fchmod(fd, 0600);
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

/* Whether somebody's line at the end was never finished. The log is open for writing only; should
 * another file stand there by now, an empty line is the worst that comes of it. */
static bool is_torn(const char *path)
{
	char last = '\n';
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	if (!fstat(fd, &info) && S_ISREG(info.st_mode) && info.st_size > 0 &&
	    pread(fd, &last, 1, info.st_size - 1) != 1)
		last = '\n';
	close(fd);
	return last != '\n';
}

/* `line` begins with a line break, for a torn line. */
static int append(int fd, const char *path, const struct strbuf *line)
{
	bool locked = lock(fd);
	size_t skipped = locked && is_torn(path) ? 0 : 1;
	const char *text = line->text + skipped;
	size_t length = line->length - skipped;
	ssize_t count = quiet_write(fd, text, length);
	if (count < 0)
		return (int)count;
	if ((size_t)count == length)
		return 0;
	/* The next write tells what stood in the way of the rest. */
	ssize_t more = quiet_write(fd, text + count, length - (size_t)count);
	if (more > 0)
		count += more;
	if ((size_t)count == length)
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
		strbuf_addc(&line, '\n');
		sink_line(&line, event);
		status = line.failed ? -ENOMEM : append(fd, event->settings->path, &line);
	}
	/* On some network file systems only this tells that it did not get there. */
	if (close(fd) && !status && errno != EINTR)
		status = -errno;
	return status;
}
