/* SPDX-License-Identifier: MIT */
/* Sockets that have a path. */
#ifndef IO_UNIX_SOCKET_H
#define IO_UNIX_SOCKET_H

#include <sys/socket.h>
#include <sys/un.h>

/** 0, or -ENAMETOOLONG. */
int unix_socket_address(const char *path, struct sockaddr_un *ret_address);

/** A descriptor that is connected and never waits, or -errno. `type`: SOCK_STREAM, SOCK_DGRAM. */
int unix_socket_connect(const char *path, int type);

#endif
