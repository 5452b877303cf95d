/* SPDX-License-Identifier: MIT */
#include "config/sources.h"

#include <dirent.h>
#include <string.h>

static bool may_be_missing(enum source_kind kind, int code)
{
	switch (kind) {
	case SOURCE_SYSTEM:
		return code == ENOENT;
	case SOURCE_USER:
		return code == ENOENT || code == ENOTDIR || code == EACCES || code == ELOOP ||
		       code == ENAMETOOLONG || code == ESTALE;
	case SOURCE_FRAGMENT:
	case SOURCE_EXPLICIT:
		break;
	}
	return false;
}

int source_read(const char *path, enum source_kind kind, struct arena *arena,
		struct ini_file *ret_file, bool *ret_exists, struct error *err)
{
	int status = ini_file_read(path, arena, ret_file, err);
	*ret_exists = true;
	if (!status || !may_be_missing(kind, err->code))
		return status;
	*ret_exists = false;
	error_clear(err);
	return 0;
}

static bool is_fragment(const char *name)
{
	size_t length = strlen(name);
	return *name != '.' && length > 5 && !strcmp(name + length - 5, ".conf");
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_fragments(DIR *folder, const char *path, struct arena *arena,
			  struct source_list *list, struct error *err)
{
	for (;;) {
		errno = 0;
		struct dirent *entry = readdir(folder);
		if (!entry)
			return errno ? error_set(err, errno, "%s: %s", path, strerror(errno)) : 0;
		if (!is_fragment(entry->d_name))
			continue;
		const char **fragment = VECTOR_ADD(&list->paths);
		if (!fragment)
			return error_memory(err);
		*fragment = arena_printf(arena, "%s/%s", path, entry->d_name);
		if (!*fragment)
			return error_memory(err);
	}
}

int source_fragments(const char *folder, struct arena *arena, struct source_list *list,
		     struct error *err)
{
	const char *path = arena_printf(arena, "%s/conf.d", folder);
	if (!path)
		return error_memory(err);
	DIR *stream = opendir(path);
	if (!stream && errno == ENOENT)
		return 0;
	if (!stream)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	int status = list_fragments(stream, path, arena, list, err);
	closedir(stream);
	if (!status && list->paths.count)
		qsort(list->paths.items, list->paths.count, sizeof(*list->paths.items),
		      compare_paths);
	return status;
}
