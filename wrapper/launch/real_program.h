/* SPDX-License-Identifier: MIT */
/*
 * Which file is the real QEMU. Whatever carries our program note is the wrapper itself, by any path
 * or inode: passed over on PATH, refused where it was named.
 */
#ifndef LAUNCH_REAL_PROGRAM_H
#define LAUNCH_REAL_PROGRAM_H

#include "base/arena.h"
#include "base/error.h"
#include "config/settings.h"

/** Exit statuses of the wrapper, as of env(1), nice(1) and timeout(1). */
enum { EXIT_REFUSED = 125, EXIT_CANNOT_EXECUTE = 126, EXIT_NOT_FOUND = 127 };

struct program_query {
	/** As written: argv[0] of a drop-in, PROGRAM of the tool. */
	const char *program;
	/** Its base name, which is looked up. */
	const char *name;
	/** A slash in `program` names the file (the tool's PROGRAM, but not a drop-in's argv[0]).
	 */
	bool slash_names_file;
	const char *real, *real_source;
	/** PATH, or NULL: not set. */
	const char *path;
	/** The file that was executed for a drop-in, or NULL. If there is no program of that name,
	 * and the drop-in is a link to one of another name of QEMU's, that is looked up; or else
	 * argv[0], if that is one. */
	const char *file;
};

/** The file to execute, in the arena. On failure `ret_status` is told the exit status. */
int real_program_find(const struct program_query *query, struct arena *arena, const char **ret_path,
		      int *ret_status, struct error *err);

/** 0, or the errno that execve() would give for its file type and permissions. */
int program_check(const char *path);

/** Exit status of the wrapper for that errno. */
int program_exit_status(int code);

/** The open file is a qemu-wrapper, this or another: it carries the program note. */
bool program_is_wrapper(int fd);

/** The same of the file that the path leads to, even if it can't be read and is this one. */
bool program_path_is_wrapper(const char *path);

/** The path leads to a program that can be executed and is no qemu-wrapper. */
bool program_is_real(const char *path);

/** What the head of a program's file says of it. */
enum program_format { PROGRAM_UNREADABLE, PROGRAM_ELF, PROGRAM_SCRIPT, PROGRAM_OTHER };

enum program_format program_format_of(const char *path);

#endif
