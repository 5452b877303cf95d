/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/arena.h"
#include "base/message.h"
#include "base/search_path.h"
#include "base/vector.h"
#include "launch/real_program.h"
#include "tool/help.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int complain(const char *what, const char *path)
{
	CLEANUP_FREE char *line = NULL;
	if (asprintf(&line, "%s %s: %s", what, path, strerror(errno)) < 0)
		line = NULL;
	message_print(line ? line : "out of memory");
	return TOOL_REFUSED;
}

/* Is the link's target this very program, or another qemu-wrapper? */
static bool leads_to_wrapper(int folder, const char *name)
{
	struct stat st;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISLNK(st.st_mode))
		return false;
	CLEANUP_CLOSE int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return fd >= 0 && program_is_wrapper(fd);
}

/* The tool itself: a link of this name may be how it was installed. */
static bool is_tool_name(const char *name)
{
	return !strcmp(name, "qemu-wrapper");
}

static int link_one(int folder, const char *folder_name, const char *self, const char *name)
{
	if (strchr(name, '/') || is_tool_name(name) || !*name)
		return help_complain("link", "'%s' can't be the name of a link", name);
	if (leads_to_wrapper(folder, name)) {
		printf("%s/%s is there already\n", folder_name, name);
		return TOOL_OK;
	}
	/* Never over a file that is there: it may be the real QEMU. */
	if (symlinkat(self, folder, name)) {
		CLEANUP_FREE char *path = NULL;
		if (asprintf(&path, "%s/%s", folder_name, name) < 0)
			path = NULL;
		return complain("can't make the link", path ? path : name);
	}
	printf("%s/%s -> %s\n", folder_name, name, self);
	return TOOL_OK;
}

typedef VECTOR(char *) name_vector;

static void free_names(name_vector *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
}

static bool contains(const name_vector *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->items[i], name))
			return true;
	return false;
}

static int add_name(name_vector *names, const char *folder, const char *name)
{
	CLEANUP_FREE char *path = NULL;
	if (strncmp(name, "qemu-system-", 12) || contains(names, name))
		return 0;
	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	if (!program_is_real(path))
		return 0;
	char **room = VECTOR_ADD(names);
	return room && (*room = strdup(name)) ? 0 : -ENOMEM;
}

static int add_names(name_vector *names, const char *folder)
{
	DIR *dir = opendir(folder);
	int status = 0;
	for (struct dirent *entry; dir && !status && (entry = readdir(dir));)
		status = add_name(names, folder, entry->d_name);
	if (dir)
		closedir(dir);
	return status;
}

/* Every program qemu-system-* on PATH. */
static int names_on_path(name_vector *names)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct search_path path = search_path(secure_getenv("PATH"));
	while (search_path_left(&path)) {
		const char *folder = search_path_next(&path, &arena);
		if (!folder || add_names(names, folder))
			return -ENOMEM;
	}
	return 0;
}

static int link_all(int folder, const char *folder_name, const char *self, const char *const *names,
		    size_t count)
{
	int worst = TOOL_OK;
	for (size_t i = 0; i < count; i++) {
		int status = link_one(folder, folder_name, self, names[i]);
		worst = status ? status : worst;
	}
	return worst;
}

static int open_folder(const char *name)
{
	return open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int tool_link(const char *const *words)
{
	CLEANUP(free_names) name_vector found = { 0 };
	CLEANUP_FREE char *self = NULL;
	if (help_wanted_among(words))
		return help_print("link");
	if (!words[0])
		return help_complain("link", "name the folder");
	for (size_t i = 0; words[i]; i++)
		if (words[i][0] == '-')
			return help_complain("link", "unknown option %s", words[i]);
	CLEANUP_CLOSE int folder = open_folder(words[0]);
	if (folder < 0)
		return complain("can't open the folder", words[0]);
	self = realpath("/proc/self/exe", NULL);
	if (!self)
		return complain("can't find", "/proc/self/exe");
	size_t count = 0;
	while (words[1 + count])
		count++;
	if (count)
		return link_all(folder, words[0], self, words + 1, count);
	if (names_on_path(&found)) {
		message_print("out of memory");
		return TOOL_REFUSED;
	}
	if (!found.count)
		return help_complain("link", "there is no qemu-system-* on PATH; name the links");
	return link_all(folder, words[0], self, (const char *const *)found.items, found.count);
}

int tool_unlink(const char *const *words)
{
	if (help_wanted_among(words))
		return help_print("unlink");
	if (!words[0] || words[1] || words[0][0] == '-')
		return help_complain("unlink", "name one folder");
	DIR *dir = opendir(words[0]);
	if (!dir)
		return complain("can't open the folder", words[0]);
	int worst = TOOL_OK;
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (is_tool_name(entry->d_name) || !leads_to_wrapper(dirfd(dir), entry->d_name))
			continue;
		if (unlinkat(dirfd(dir), entry->d_name, 0))
			worst = complain("can't remove", entry->d_name);
		else
			printf("removed %s/%s\n", words[0], entry->d_name);
	}
	closedir(dir);
	return worst;
}
