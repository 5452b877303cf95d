/* SPDX-License-Identifier: MIT */
#include "launch/execute.h"

#include "launch/argument_space.h"
#include "launch/interpreter.h"
#include "launch/real_program.h"
#include "launch/script_loop.h"

#include <stdint.h>
#include <string.h>

bool execute_looks_hopeless(const struct execution *execution)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	enum program_format format = program_format_of(execution->path);
	return format == PROGRAM_OTHER || access(execution->path, X_OK) ||
	       (format == PROGRAM_SCRIPT && interpreter_missing(execution->path, &arena)) ||
	       argument_space_exceeded(execution);
}

/* The environment with our process id as the level, for scripts only. */
static const char *const *with_level(const char *const *envp, struct arena *arena)
{
	size_t count = 0;
	while (envp[count])
		count++;
	const char **longer = arena_array(arena, count + 2, sizeof(char *));
	char *level = arena_printf(arena, SCRIPT_LEVEL "=%ld", (long)getpid());
	if (!longer || !level)
		return NULL;
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (strncmp(envp[i], SCRIPT_LEVEL "=", sizeof(SCRIPT_LEVEL)))
			longer[n++] = envp[i];
	longer[n] = level;
	return longer;
}

int execute(const struct execution *execution, struct arena *arena, struct error *err)
{
	const char *const *envp = execution->envp;
	const char *last = execution->supervised ? execution->supervised : execution->path;
	if (program_format_of(last) == PROGRAM_SCRIPT)
		envp = with_level(envp, arena);
	if (!envp)
		return error_memory(err);
	execve(execution->path, (char *const *)(uintptr_t)execution->argv,
	       (char *const *)(uintptr_t)envp);
	if (errno == E2BIG)
		return argument_space_explain(execution, err);
	int code = errno;
	const char *missing = code == ENOENT ? interpreter_missing(execution->path, arena) : NULL;
	if (missing)
		return error_set(err, code, "can't execute %s: its interpreter '%s' was not found",
				 execution->path, missing);
	return error_set(err, code, "can't execute %s: %s", execution->path, strerror(code));
}
