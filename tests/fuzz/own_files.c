/* SPDX-License-Identifier: MIT */
#include "own_files.h"

#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the code under test names; messages are then the same in every run. */
#define ROOT "/own"

enum { MOST_FILES = 8, LONGEST_PATH = 128 };

static char folder[LONGEST_PATH];
static char written[MOST_FILES][LONGEST_PATH];
static size_t count;
static bool active;

int __real_open64(const char *path, int flags, ...);
FILE *__real_fopen64(const char *path, const char *mode);
DIR *__real_opendir(const char *path);
int __real_access(const char *path, int mode);
int __wrap_open64(const char *path, int flags, ...);
FILE *__wrap_fopen64(const char *path, const char *mode);
DIR *__wrap_opendir(const char *path);
int __wrap_access(const char *path, int mode);

static void real_path(const char *name, char path[2 * LONGEST_PATH])
{
	snprintf(path, 2 * LONGEST_PATH, "%s/%s", folder, name);
}

static void remove_folder(void)
{
	char path[2 * LONGEST_PATH];
	own_files_end();
	real_path("conf.d", path);
	rmdir(path);
	rmdir(folder);
}

static void make_folder(void)
{
	char path[2 * LONGEST_PATH];
	/* In memory where there is such a place: every input writes its files anew. */
	snprintf(folder, sizeof(folder), "%s/qemu-wrapper-fuzz-XXXXXX",
		 __real_access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	MUST(mkdtemp(folder));
	real_path("conf.d", path);
	MUST(!mkdir(path, 0700));
	MUST(!atexit(remove_folder));
}

void own_files_begin(void)
{
	if (!*folder)
		make_folder();
	MUST(!clearenv());
	active = true;
}

const char *own_files_path(const char *name)
{
	static char paths[MOST_FILES][LONGEST_PATH];
	static size_t used;
	if (!name)
		return ROOT;
	for (size_t i = 0; i < used; i++)
		if (!strcmp(paths[i] + strlen(ROOT "/"), name))
			return paths[i];
	MUST(used < MOST_FILES);
	snprintf(paths[used], LONGEST_PATH, ROOT "/%s", name);
	return paths[used++];
}

void own_files_write(const char *name, const void *bytes, size_t size)
{
	MUST(count < MOST_FILES);
	snprintf(written[count++], LONGEST_PATH, "%s", name);
	char path[2 * LONGEST_PATH];
	real_path(name, path);
	int fd = __real_open64(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	MUST(fd >= 0 && (!size || write(fd, bytes, size) == (ssize_t)size) && !close(fd));
}

void own_files_end(void)
{
	char path[2 * LONGEST_PATH];
	while (count) {
		real_path(written[--count], path);
		unlink(path);
	}
	active = false;
}

/* The path to use instead; NULL: there is no such file. */
static const char *allowed(const char *path, char room[2 * LONGEST_PATH])
{
	if (!active)
		return path;
	size_t root = strlen(ROOT);
	if (strncmp(path, ROOT "/", root + 1) || strstr(path, "..") ||
	    strlen(path) >= LONGEST_PATH) {
		errno = ENOENT;
		return NULL;
	}
	real_path(path + root + 1, room);
	return room;
}

int __wrap_open64(const char *path, int flags, ...)
{
	char room[2 * LONGEST_PATH];
	mode_t mode = 0;
	if (flags & (O_CREAT | O_TMPFILE)) {
		va_list args;
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
		MUST(!active);
	}
	path = allowed(path, room);
	return path ? __real_open64(path, flags, mode) : -1;
}

FILE *__wrap_fopen64(const char *path, const char *mode)
{
	char room[2 * LONGEST_PATH];
	path = allowed(path, room);
	return path ? __real_fopen64(path, mode) : NULL;
}

DIR *__wrap_opendir(const char *path)
{
	char room[2 * LONGEST_PATH];
	path = allowed(path, room);
	return path ? __real_opendir(path) : NULL;
}

int __wrap_access(const char *path, int mode)
{
	char room[2 * LONGEST_PATH];
	path = allowed(path, room);
	return path ? __real_access(path, mode) : -1;
}
