/* SPDX-License-Identifier: MIT */
#include "doctor/programs.h"

#include "isolation/program_run.h"

#include <ctype.h>
#include <string.h>
#include <sys/wait.h>

/* QEMU answers in some hundredths of a second. */
enum { TIME_LIMIT = 5000 };

/* One program and the words it is asked with. */
struct question {
	struct program *program;
	const char *words[4];
};

const char *program_version_read(const char *output, struct arena *arena)
{
	const char *at = strstr(output, "version ");
	if (!at || !isdigit((unsigned char)at[8]))
		return NULL;
	at += 8;
	return arena_strndup(arena, at, strcspn(at, " ,\r\n"));
}

const char *program_firmware_missing(const char *output, struct arena *arena)
{
	const char *first = NULL;
	if (*output != '/')
		return NULL;
	for (const char *line = output; *line; line += strspn(line, "\n")) {
		size_t length = strcspn(line, "\n");
		char *folder = arena_strndup(arena, line, length);
		if (!folder || *folder != '/' || !access(folder, F_OK))
			return NULL;
		if (!first)
			first = folder;
		line += length;
	}
	return first;
}

static bool may_run(struct program *program, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (program->is_wrapper || !program->executable)
		return false;
	if (!program_run_check(program->path, &err))
		return true;
	program->unknown = arena_printf(arena, "not run: %s", error_text(&err));
	return false;
}

/* The numbers of shells: it or what it executes can't be executed or isn't found. */
static bool cant_run(const struct program_run *run)
{
	return WIFEXITED(run->status) && (WEXITSTATUS(run->status) == PROGRAM_NOT_EXECUTED ||
					  WEXITSTATUS(run->status) == 127);
}

static const char *why_unknown(const struct program_run *run, struct arena *arena)
{
	if (run->late)
		return arena_printf(arena, "did not answer -version within %d s",
				    TIME_LIMIT / 1000);
	if (WIFSIGNALED(run->status))
		return arena_printf(arena, "-version ends by signal %d", WTERMSIG(run->status));
	if (!WEXITSTATUS(run->status))
		return "tells no version";
	if (cant_run(run))
		return arena_printf(arena,
				    "can't be executed, or can't execute what it stands for "
				    "(-version ends with status %d)",
				    WEXITSTATUS(run->status));
	return arena_printf(arena, "tells no version (-version ends with status %d)",
			    WEXITSTATUS(run->status));
}

static void take_version(const struct program_run *run, struct program *program,
			 struct arena *arena)
{
	if (program_run_succeeded(run))
		program->version = program_version_read(run->output, arena);
	if (program->version)
		return;
	program->unknown = why_unknown(run, arena);
	program->fails = run->late || WIFSIGNALED(run->status) || cant_run(run);
}

int programs_ask(struct programs *programs, struct arena *arena, struct error *err)
{
	size_t most = programs->list.count, count = 0;
	struct question *questions = arena_array(arena, 2 * most + 1, sizeof(*questions));
	struct program_run *runs = arena_array(arena, 2 * most + 1, sizeof(*runs));
	if (!questions || !runs)
		return error_memory(err);
	for (size_t i = 0; i < most; i++) {
		struct program *program = &programs->list.items[i];
		if (!may_run(program, arena))
			continue;
		questions[count] = (struct question){ program, { program->path, "-version" } };
		questions[count + 1] =
			(struct question){ program, { program->path, "-L", "help" } };
		count += 2;
	}
	for (size_t i = 0; i < count; i++)
		runs[i] = (struct program_run){ .words = questions[i].words };
	int status = program_run_all(runs, count, TIME_LIMIT, arena, err);
	for (size_t i = 0; i < count && !status; i += 2) {
		take_version(&runs[i], questions[i].program, arena);
		if (program_run_succeeded(&runs[i + 1]))
			questions[i].program->missing_firmware =
				program_firmware_missing(runs[i + 1].output, arena);
	}
	return status;
}
