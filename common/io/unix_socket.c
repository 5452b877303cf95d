/* SPDX-License-Identifier: MIT */
#include "io/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int unix_socket_address(const char *path, struct sockaddr_un *ret_address)
{
	size_t length = strlen(path);
	if (length >= sizeof(ret_address->sun_path))
		return -ENAMETOOLONG;
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(ret_address->sun_path, path, length);
	return 0;
}

int unix_socket_connect(const char *path, int type)
{
	struct sockaddr_un address;
	int status = unix_socket_address(path, &address);
	if (status)
		return status;
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		status = -errno;
		close(fd);
		return status;
	}
	return fd;
}
