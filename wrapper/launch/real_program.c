/* SPDX-License-Identifier: MIT */
#include "launch/real_program.h"

#include "base/base_name.h"
#include "base/search_path.h"
#include "launch/link_name.h"
#include "loader/elf_note.h"
#include "target/target.h"

#include <fcntl.h>
#include <qemu-wrapper/plugin.h>
#include <string.h>
#include <sys/stat.h>

/* As many as the kernel follows. */
#define MOST_LINKS 40

/* A program that may be executed but not read can't be asked for its note: then the inode tells. */
static bool is_same_file(const char *path)
{
	struct stat ours, theirs;
	return !stat("/proc/self/exe", &ours) && !stat(path, &theirs) &&
	       ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

bool program_is_wrapper(int fd)
{
	char none[4];
	return elf_note_read(fd, QW_NOTE_OWNER, ELF_NOTE_PROGRAM, none, sizeof(none)) >= 0;
}

bool program_path_is_wrapper(const char *path)
{
	CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return is_same_file(path);
	return program_is_wrapper(fd);
}

int program_check(const char *path)
{
	struct stat st;
	if (stat(path, &st))
		return errno;
	if (!S_ISREG(st.st_mode))
		return EACCES;
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ? errno : 0;
}

bool program_is_real(const char *path)
{
	return !program_check(path) && !program_path_is_wrapper(path);
}

int program_exit_status(int code)
{
	return code == ENOENT || code == ENOTDIR ? EXIT_NOT_FOUND : EXIT_CANNOT_EXECUTE;
}

static int check_named(const char *path, const char *source, int *ret_status, struct error *err)
{
	int code = program_check(path);
	if (code) {
		*ret_status = program_exit_status(code);
		return error_set(err, code, "can't execute %s (from %s): %s", path, source,
				 strerror(code));
	}
	if (!program_path_is_wrapper(path))
		return 0;
	*ret_status = EXIT_REFUSED;
	return error_set(err, ELOOP,
			 "%s (from %s) is qemu-wrapper itself: it would start itself for ever; "
			 "name the real QEMU",
			 path, source);
}

static int find_named(const struct program_query *query, struct arena *arena, const char **ret_path,
		      int *ret_status, struct error *err)
{
	struct stat st;
	const char *path = query->real;
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		path = arena_printf(arena, "%s/%s", query->real, query->name);
	if (!path)
		return error_memory(err);
	*ret_path = path;
	return check_named(path, query->real_source, ret_status, err);
}

static int find_on_path(const struct program_query *query, struct arena *arena,
			const char **ret_path, int *ret_status, struct error *err)
{
	struct search_path folders = search_path(query->path);
	bool met_ourselves = false;
	const char *worst_path = NULL;
	int worst = ENOENT;
	while (*query->name && search_path_left(&folders)) {
		const char *folder = search_path_next(&folders, arena);
		char *path = folder ? arena_printf(arena, "%s/%s", folder, query->name) : NULL;
		if (!path)
			return error_memory(err);
		int code = program_check(path);
		bool ourselves = !code && program_path_is_wrapper(path);
		if (!code && !ourselves) {
			*ret_path = path;
			return 0;
		}
		met_ourselves = met_ourselves || ourselves;
		if (code && code != ENOENT && code != ENOTDIR) {
			worst = code;
			worst_path = path;
		}
	}
	*ret_status = program_exit_status(worst);
	if (worst_path)
		return error_set(err, worst, "can't execute %s (from PATH): %s", worst_path,
				 strerror(worst));
	return error_set(err, ENOENT,
			 "%s was not found on PATH%s; install it, or say where it is with "
			 "'real = /FOLDER' in [wrapper] or QEMU_WRAPPER_REAL",
			 *query->name ? query->name : "a program without a name",
			 met_ourselves ? " (only qemu-wrapper itself by that name)" : "");
}

static int find_by_name(const struct program_query *query, struct arena *arena,
			const char **ret_path, int *ret_status, struct error *err)
{
	*ret_status = EXIT_REFUSED;
	if (query->real)
		return find_named(query, arena, ret_path, ret_status, err);
	if (query->slash_names_file && strchr(query->program, '/')) {
		*ret_path = query->program;
		return check_named(query->program, "the command line", ret_status, err);
	}
	return find_on_path(query, arena, ret_path, ret_status, err);
}

/* The file that is a drop-in, not the script of which one is the interpreter: argv[0] is that. */
static const char *own_file(const struct program_query *query)
{
	if (query->file && program_path_is_wrapper(query->file))
		return query->file;
	return query->file && strchr(query->program, '/') ? query->program : NULL;
}

/* On PATH a folder or file that can't be looked at hides nothing that comes behind it. */
static bool is_missing(const struct program_query *query, int status)
{
	return status == -ENOENT || (status && status != -ENOMEM && !query->real);
}

/* Under another name of QEMU's. A file or link may also be called like a program that is none. */
static bool find_instead(const struct program_query *query, const char *name, struct arena *arena,
			 const char **ret_path)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct program_query other = *query;
	char target[TARGET_MAX];
	int status;
	other.name = name;
	return target_of_program(name, target) &&
	       !find_by_name(&other, arena, ret_path, &status, &err);
}

int real_program_find(const struct program_query *query, struct arena *arena, const char **ret_path,
		      int *ret_status, struct error *err)
{
	int status = find_by_name(query, arena, ret_path, ret_status, err);
	const char *file = is_missing(query, status) ? own_file(query) : NULL;
	bool found = false;
	for (int left = MOST_LINKS; file && !found && left > 0; left--) {
		const char *name = link_name_next(arena, &file);
		if (!name)
			break;
		found = find_instead(query, name, arena, ret_path);
	}
	/* The file may be called like nothing else (.NAME-wrapped), and argv[0] tell what it is. */
	if (file && !found)
		found = find_instead(query, base_name(query->program), arena, ret_path);
	if (!found)
		return status;
	error_clear(err);
	return 0;
}

enum program_format program_format_of(const char *path)
{
	char head[4];
	CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return PROGRAM_UNREADABLE;
	ssize_t length = pread(fd, head, sizeof(head), 0);
	if (length == 4 && !memcmp(head, "\177ELF", 4))
		return PROGRAM_ELF;
	return length >= 2 && !memcmp(head, "#!", 2) ? PROGRAM_SCRIPT : PROGRAM_OTHER;
}
