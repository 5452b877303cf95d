/* SPDX-License-Identifier: MIT */
#include "doctor/programs.h"

#include "base/base_name.h"
#include "base/search_path.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static const char *const usual_folders[] = { "/usr/local/bin", "/usr/bin", "/usr/libexec",
					     "/usr/lib/qemu", "/opt/qemu/bin" };

struct search {
	struct arena *arena;
	struct programs *programs;
	/** Resolved, so that /bin and /usr/bin are one. */
	VECTOR(const char *) seen;
};

static void search_release(struct search *search)
{
	free(search->seen.items);
}

static bool is_qemu_name(const char *name)
{
	return !strncmp(name, "qemu-system-", 12) || !strcmp(name, "qemu-kvm") ||
	       !strcmp(name, "kvm") || !strcmp(name, "kvm-spice");
}

/* Links that `qemu-wrapper link` makes may have any name. */
static bool leads_to_the_tool(const char *path, const char *name)
{
	char target[4096];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	if (length < 0 || !strcmp(name, "qemu-wrapper"))
		return false;
	target[length] = '\0';
	return !strcmp(base_name(target), "qemu-wrapper");
}

static bool has_program_note(const char *path)
{
	CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return fd >= 0 && program_is_wrapper(fd);
}

static const char *resolve(const char *path, struct arena *arena)
{
	CLEANUP_FREE char *resolved = realpath(path, NULL);
	return resolved ? arena_strdup(arena, resolved) : NULL;
}

static int add(struct search *search, const char *path, enum program_place place)
{
	struct stat st, own;
	if (lstat(path, &own))
		return 0;
	bool exists = !stat(path, &st);
	if (exists && !S_ISREG(st.st_mode))
		return 0;
	struct program *program = VECTOR_ADD(&search->programs->list);
	if (!program)
		return -ENOMEM;
	program->path = path;
	program->name = base_name(path);
	program->target = resolve(path, search->arena);
	program->place = place;
	program->is_link = S_ISLNK(own.st_mode);
	program->executable = exists && !faccessat(AT_FDCWD, path, X_OK, AT_EACCESS);
	program->is_wrapper = exists && has_program_note(path);
	program->format = program_format_of(path);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct program *)a)->name, ((const struct program *)b)->name);
}

static int add_entries(struct search *search, DIR *dir, const char *folder,
		       enum program_place place)
{
	size_t first = search->programs->list.count;
	for (struct dirent *entry; (entry = readdir(dir));) {
		const char *path = arena_printf(search->arena, "%s/%s", folder, entry->d_name);
		if (!path)
			return -ENOMEM;
		if (!is_qemu_name(entry->d_name) && !leads_to_the_tool(path, entry->d_name))
			continue;
		if (add(search, path, place))
			return -ENOMEM;
	}
	size_t count = search->programs->list.count - first;
	if (count)
		qsort(search->programs->list.items + first, count, sizeof(struct program),
		      compare_names);
	return 0;
}

/* 1: it is new, 0: seen before or not there, -ENOMEM. */
static int note_folder(struct search *search, const char *folder)
{
	const char *resolved = resolve(folder, search->arena);
	for (size_t i = 0; resolved && i < search->seen.count; i++)
		if (!strcmp(search->seen.items[i], resolved))
			return 0;
	if (!resolved)
		return 0;
	const char **room = VECTOR_ADD(&search->seen);
	if (!room)
		return -ENOMEM;
	*room = resolved;
	return 1;
}

static int add_folder(struct search *search, const char *folder, enum program_place place)
{
	int is_new = note_folder(search, folder);
	if (is_new <= 0)
		return is_new;
	DIR *dir = opendir(folder);
	int status = dir ? add_entries(search, dir, folder, place) : 0;
	if (dir)
		closedir(dir);
	return status;
}

static bool is_known(const struct programs *programs, const char *path)
{
	for (size_t i = 0; i < programs->list.count; i++)
		if (!strcmp(programs->list.items[i].path, path))
			return true;
	return false;
}

static int add_real(struct search *search, const char *real)
{
	struct stat st;
	if (stat(real, &st))
		return 0;
	if (S_ISDIR(st.st_mode))
		return add_folder(search, real, PLACE_REAL);
	return is_known(search->programs, real) ? 0 : add(search, real, PLACE_REAL);
}

int programs_find(const char *path, const char *real, struct arena *arena,
		  struct programs *ret_programs, struct error *err)
{
	CLEANUP(search_release)
	struct search search = { .arena = arena, .programs = ret_programs };
	struct search_path folders = search_path(path);
	*ret_programs = (struct programs){ 0 };
	while (search_path_left(&folders)) {
		const char *folder = search_path_next(&folders, arena);
		if (!folder || add_folder(&search, folder, PLACE_PATH))
			return error_memory(err);
	}
	for (size_t i = 0; i < sizeof(usual_folders) / sizeof(usual_folders[0]); i++)
		if (add_folder(&search, usual_folders[i], PLACE_USUAL))
			return error_memory(err);
	return real && add_real(&search, real) ? error_memory(err) : 0;
}

const struct program *programs_first(const struct programs *programs, const char *name)
{
	for (size_t i = 0; i < programs->list.count; i++) {
		const struct program *program = &programs->list.items[i];
		if (program->place == PLACE_PATH && program->executable &&
		    !strcmp(program->name, name))
			return program;
	}
	return NULL;
}

static bool lies_in(const struct program *program, const struct stat *folder)
{
	CLEANUP_FREE char *own = strndup(program->path, (size_t)(program->name - program->path));
	struct stat st;
	return own && !stat(own, &st) && st.st_dev == folder->st_dev && st.st_ino == folder->st_ino;
}

bool programs_any_in(const struct programs *programs, const char *folder)
{
	struct stat st;
	bool found = false;
	if (stat(folder, &st))
		return false;
	for (size_t i = 0; i < programs->list.count && !found; i++)
		found = !programs->list.items[i].is_wrapper &&
			lies_in(&programs->list.items[i], &st);
	return found;
}

void programs_release(struct programs *programs)
{
	free(programs->list.items);
	*programs = (struct programs){ 0 };
}
