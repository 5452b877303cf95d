/* SPDX-License-Identifier: MIT */
#include "drop_in.h"

#include "base/message.h"
#include "launch/real_program.h"
#include "start.h"

int drop_in(const struct personality *personality, const char *const *argv, const char *const *envp)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_PREPARED struct prepared prepared = { 0 };
	struct invocation invocation = { .argv = argv,
					 .envp = envp,
					 .name = personality->name,
					 .stands_for = personality->stands_for,
					 .file = personality->file };
	if (prepare(&invocation, &prepared, &err)) {
		message_print(error_text(&err));
		return EXIT_REFUSED;
	}
	return start(&prepared);
}
