/* SPDX-License-Identifier: MIT */
#include "loader/library.h"

#include "loader/descriptor.h"

#include <dlfcn.h>
#include <string.h>

/* The dynamic linker opens the path once more. While the loader has the checked file open, nothing
 * else can have its inode number: if the path has it now, it is what was loaded. */
static int check_not_replaced(const struct library_file *file, struct error *err)
{
	const struct stat *then = &file->file;
	struct stat now;
	if (stat(file->path, &now) || now.st_dev != then->st_dev || now.st_ino != then->st_ino ||
	    now.st_size != then->st_size || now.st_mtim.tv_sec != then->st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != then->st_mtim.tv_nsec)
		return error_set(err, EAGAIN,
				 "%s was replaced while it was being loaded: try again",
				 file->path);
	return 0;
}

int library_open(const struct library_file *file, void **handle, struct qw_plugin *ret_descriptor,
		 struct error *err)
{
	*handle = dlopen(file->path, RTLD_NOW | RTLD_LOCAL);
	if (!*handle) {
		const char *why = dlerror();
		return error_set(err, ELIBBAD, "can't be loaded: %s", why ? why : file->path);
	}
	int status = check_not_replaced(file, err);
	if (status)
		return status;
	const struct qw_plugin *raw = dlsym(*handle, "qw_plugin_v0");
	if (!raw)
		return error_set(err, ENOEXEC, "%s exports no descriptor qw_plugin_v0", file->path);
	struct qw_plugin copy;
	status = descriptor_copy(raw, &copy, err);
	if (status)
		return error_prefix(err, "%s: ", file->path);
	if (strcmp(copy.name, file->name))
		return error_set(err, EINVAL, "%s changes its own name while it is loaded",
				 file->path);
	*ret_descriptor = copy;
	return 0;
}
