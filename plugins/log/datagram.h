/* SPDX-License-Identifier: MIT */
/* One message to a socket of the system, without ever waiting for who reads it. */
#ifndef LOG_DATAGRAM_H
#define LOG_DATAGRAM_H

#include <stddef.h>

/* A descriptor that is connected to the datagram socket at `path`, or -errno. */
int datagram_open(const char *path);

/* 0, or -errno: -EAGAIN its queue is full, -EMSGSIZE it is too long. `fd` goes along unless it is
 * negative. */
int datagram_send(int socket, const void *bytes, size_t length, int fd);

#endif
