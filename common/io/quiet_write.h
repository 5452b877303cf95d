/* SPDX-License-Identifier: MIT */
/* write(2) that can't kill: a reader that went away or a file at its size limit is an error and no
 * signal. No signal state is changed, and none that was pending before is lost. */
#ifndef IO_QUIET_WRITE_H
#define IO_QUIET_WRITE_H

#include <sys/types.h>

/** One write(2): how many bytes were written, or -errno. */
ssize_t quiet_write(int fd, const void *bytes, size_t length);

/** All of them: 0, or -errno. If the descriptor doesn't wait (O_NONBLOCK, which others who share it
 * may have set) and has no room, this does, up to a second. */
int quiet_write_all(int fd, const void *bytes, size_t length);

#endif
