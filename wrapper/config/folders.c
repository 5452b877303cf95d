/* SPDX-License-Identifier: MIT */
#include "config/folders.h"

#include "base/strbuf.h"
#include "config/names.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

int folders_set(struct settings *settings, const char *list, struct error *err)
{
	if (!list)
		list = "";
	const char **folders =
		arena_array(&settings->arena, strlen(list) / 2 + 3, sizeof(*folders));
	size_t count = 0;
	for (const char *p = list; folders && *p; p += strspn(p, ":")) {
		/* An empty element is no folder: it must not turn into the working directory. */
		size_t length = strcspn(p, ":");
		const char *folder = arena_strndup(&settings->arena, p, length);
		p += length;
		if (!folder)
			return error_memory(err);
		if (!length)
			continue;
		int status = path_absolute(NULL, folder, &settings->arena, &folders[count], err);
		if (status)
			return status;
		count++;
	}
	if (!folders)
		return error_memory(err);
	folders[count] = QW_PLUGIN_DIR;
	settings->plugin_folders = folders;
	return 0;
}

const char *folders_find(struct settings *settings, const char *name)
{
	for (const char *const *folder = settings->plugin_folders; *folder; folder++) {
		const char *path = arena_printf(&settings->arena, "%s/%s.so", *folder, name);
		if (path && !access(path, F_OK))
			return path;
	}
	return NULL;
}

bool folders_have(const struct settings *settings, const char *name)
{
	for (const char *const *folder = settings->plugin_folders; *folder; folder++) {
		CLEANUP_STRBUF struct strbuf path = { 0 };
		strbuf_addf(&path, "%s/%s.so", *folder, name);
		if (!path.failed && !access(path.text, F_OK))
			return true;
	}
	return false;
}

static int list_folder(struct settings *settings, DIR *folder, struct name_list *names)
{
	struct dirent *entry;
	while ((entry = readdir(folder))) {
		size_t length = strlen(entry->d_name);
		if (length < 4 || strcmp(entry->d_name + length - 3, ".so"))
			continue;
		const char *name = arena_strndup(&settings->arena, entry->d_name, length - 3);
		/* A file that can't be selected by its name, such as foreign.so, is not offered. */
		bool usable = name && name_is_valid(name) && !name_is_reserved(name);
		const char **room = usable ? VECTOR_ADD(&names->names) : NULL;
		if (room)
			*room = name;
		else if (!name || usable)
			return -ENOMEM;
	}
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The same name in a later folder is another file of the same plugin, which is never used. */
static void sort(struct name_list *names)
{
	size_t count = 0;
	if (names->names.count)
		qsort(names->names.items, names->names.count, sizeof(*names->names.items),
		      compare_names);
	for (size_t i = 0; i < names->names.count; i++)
		if (!count || strcmp(names->names.items[count - 1], names->names.items[i]))
			names->names.items[count++] = names->names.items[i];
	names->names.count = count;
}

int folders_list(struct settings *settings, struct name_list *names, struct error *err)
{
	for (const char *const *path = settings->plugin_folders; *path; path++) {
		DIR *folder = opendir(*path);
		if (!folder)
			continue;
		int status = list_folder(settings, folder, names);
		closedir(folder);
		if (status)
			return error_memory(err);
	}
	sort(names);
	return 0;
}
