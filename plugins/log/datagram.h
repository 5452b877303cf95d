/* SPDX-License-Identifier: MIT */
/* One message to a socket of the system, without ever waiting for who reads it. */
#ifndef LOG_DATAGRAM_H
#define LOG_DATAGRAM_H

#include <stddef.h>

/* 0, or -errno: -EAGAIN its queue is full, -EMSGSIZE it is too long. `fd` goes along unless it is
 * negative. */
int datagram_send(int socket, const void *bytes, size_t length, int fd);

#endif
