/* SPDX-License-Identifier: MIT */
#include "config/names.h"

#include "base/base_name.h"

#include <stdint.h>
#include <string.h>

#define LETTERS    "abcdefghijklmnopqrstuvwxyz"
#define SEPARATORS " \t,"

bool name_is_valid(const char *name)
{
	size_t length = strspn(name, LETTERS "0123456789-");
	return length && length <= 31 && !name[length] && strchr(LETTERS, *name);
}

bool name_is_reserved(const char *name)
{
	static const char *const reserved[] = { "wrapper", "plugin",    "plugins",    "foreign",
						"config",  "real",      "explain",    "stop",
						"off",     "supervise", "supervisor", "agent",
						"exit" };
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (!strcmp(name, reserved[i]))
			return true;
	return false;
}

int name_check(const char *name, const char *place, struct error *err)
{
	if (!strcmp(name, "foreign"))
		return error_set(err, EINVAL,
				 "%s: 'foreign' is a reserved word: describe a function in "
				 "[foreign NAME] and use that name",
				 place);
	if (name_is_reserved(name))
		return error_set(err, EINVAL, "%s: '%s' is a reserved word, not a plugin's name",
				 place, name);
	if (strchr(name, '/'))
		return error_set(err, EINVAL,
				 "%s: '%s' is a file, not a plugin's name: give it with --plugin "
				 "FILE, or as file = FILE in [plugin NAME]",
				 place, name);
	const char *dot = strrchr(name, '.');
	if (dot && !strcmp(dot, ".so"))
		return error_set(err, EINVAL,
				 "%s: '%s' is a file, not a plugin's name: leave .so away, or give "
				 "it with a slash, --plugin ./%s",
				 place, name, name);
	if (!name_is_valid(name))
		return error_set(err, EINVAL,
				 "%s: '%.64s' can't be a plugin's name (at most 31 lower-case "
				 "letters, digits and dashes, a letter first)",
				 place, name);
	return 0;
}

int names_split(const char *list, const char *place, struct arena *arena,
		const char *const **ret_names, struct error *err)
{
	const char **names = arena_array(arena, strlen(list) / 2 + 2, sizeof(*names));
	if (!names)
		return error_memory(err);
	size_t count = 0;
	for (const char *p = list + strspn(list, SEPARATORS); *p; p += strspn(p, SEPARATORS)) {
		size_t length = strcspn(p, SEPARATORS);
		names[count] = arena_strndup(arena, p, length);
		if (!names[count])
			return error_memory(err);
		int status = name_check(names[count], place, err);
		if (status)
			return status;
		for (size_t i = 0; i < count; i++)
			if (!strcmp(names[i], names[count]))
				return error_set(err, EINVAL, "%s: '%s' stands twice in this list",
						 place, names[i]);
		count++;
		p += length;
	}
	*ret_names = names;
	return 0;
}

const char *name_of_file(const char *path, struct arena *arena)
{
	const char *base = base_name(path);
	size_t length = strlen(base);
	if (length > 3 && !strcmp(base + length - 3, ".so"))
		length -= 3;
	return arena_strndup(arena, base, length);
}

int path_absolute(const char *folder, const char *path, struct arena *arena, const char **ret_path,
		  struct error *err)
{
	CLEANUP_FREE char *here = NULL;
	if (*path != '/' && !folder) {
		here = getcwd(NULL, 0);
		if (!here)
			return error_set(err, errno, "%s: the working directory can't be told: %s",
					 path, strerror(errno));
		folder = here;
	}
	if (!strncmp(path, "./", 2))
		path += 2 + strspn(path + 2, "/");
	if (*path == '/')
		*ret_path = arena_strdup(arena, path);
	else
		*ret_path = arena_printf(arena, "%s%s%s", folder,
					 *path && strcmp(folder, "/") ? "/" : "", path);
	return *ret_path ? 0 : error_memory(err);
}

int path_folder(const char *path, struct arena *arena, const char **ret_folder, struct error *err)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return path_absolute(NULL, "", arena, ret_folder, err);
	const char *folder = arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
	return folder ? path_absolute(NULL, folder, arena, ret_folder, err) : error_memory(err);
}
