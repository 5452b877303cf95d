/* SPDX-License-Identifier: MIT */
#include "run_folder/inner.h"

#include "io/quiet_write.h"
#include "io/unix_socket.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static_assert(RUN_FOLDER_PATH + sizeof(RUN_FOLDER_CONTROL) <=
		      sizeof(((struct sockaddr_un *)NULL)->sun_path),
	      "a socket's path fits");

static int complain(const char *what, const struct run_folder *folder, const char *name,
		    struct error *err)
{
	return error_set(err, errno, "%s %s/%s: %s", what, folder->path, name, strerror(errno));
}

enum { SOCKET_PATH = sizeof(((struct sockaddr_un *)NULL)->sun_path) };

static void path_of(const struct run_folder *folder, const char *name, char ret_path[SOCKET_PATH])
{
	snprintf(ret_path, SOCKET_PATH, "%s/%s", folder->path, name);
}

int run_folder_listen(const struct run_folder *folder, const char *name, struct error *err)
{
	char path[SOCKET_PATH];
	struct sockaddr_un address;
	path_of(folder, name, path);
	unix_socket_address(path, &address);
	CLEANUP_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* Nobody else reaches it before its mode is set: the folder is 0700. */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    fchmodat(folder->fd, name, 0600, 0) || listen(fd, 8))
		return complain("can't listen on", folder, name, err);
	int result = fd;
	fd = -1;
	return result;
}

int run_folder_connect(const struct run_folder *folder, const char *name, struct error *err)
{
	char path[SOCKET_PATH];
	path_of(folder, name, path);
	int fd = unix_socket_connect(path, SOCK_STREAM);
	if (fd >= 0)
		return fd;
	errno = -fd;
	return complain("can't connect to", folder, name, err);
}

int run_folder_make_lock(const struct run_folder *folder, struct error *err)
{
	CLEANUP_CLOSE int fd = openat(folder->fd, RUN_FOLDER_HEALTH_LOCK,
				      O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || fchmod(fd, 0600))
		return complain("can't make", folder, RUN_FOLDER_HEALTH_LOCK, err);
	return 0;
}

int run_folder_open_lock(const struct run_folder *folder, struct error *err)
{
	/* Never made here: root may ask, and whose guest it is could not open a file of root's. */
	int fd = openat(folder->fd, RUN_FOLDER_HEALTH_LOCK,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	return fd < 0 ? complain("can't open", folder, RUN_FOLDER_HEALTH_LOCK, err) : fd;
}

static int write_whole(int fd, const char *bytes, size_t length)
{
	int status = quiet_write_all(fd, bytes, length);
	errno = -status;
	return status;
}

int run_folder_write(const struct run_folder *folder, const char *name, const char *bytes,
		     size_t length, struct error *err)
{
	char fresh[64];
	snprintf(fresh, sizeof(fresh), "%s.new", name);
	CLEANUP_CLOSE int fd =
		openat(folder->fd, fresh,
		       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (fd < 0 || fchmod(fd, 0600) || write_whole(fd, bytes, length) ||
	    renameat(folder->fd, fresh, folder->fd, name)) {
		int status = complain("can't write", folder, name, err);
		unlinkat(folder->fd, fresh, 0);
		return status;
	}
	return 0;
}
