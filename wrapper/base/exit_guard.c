/* SPDX-License-Identifier: MIT */
#include "base/exit_guard.h"

#include "base/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STATUS_REFUSED = 125 };

struct exit_guard {
	const char *plugin, *phase;
};

static void on_any_exit(int status, void *argument)
{
	struct exit_guard *guard = argument;
	char text[256];
	if (!guard->plugin) {
		/* Nobody else can: the C library had the pointer until now. */
		free(guard);
		return;
	}
	snprintf(text, sizeof(text),
		 "plugin %s (%s): it called exit(%d), so QEMU was not started; a plugin that fails "
		 "has to return an error",
		 guard->plugin, guard->phase, status);
	message_print(text);
	_exit(STATUS_REFUSED);
}

struct exit_guard *exit_guard_new(void)
{
	struct exit_guard *guard = calloc(1, sizeof(*guard));
	if (guard && on_exit(on_any_exit, guard)) {
		free(guard);
		return NULL;
	}
	return guard;
}

void exit_guard_enter(struct exit_guard *guard, const char *plugin, const char *phase)
{
	if (guard)
		*guard = (struct exit_guard){ plugin, phase };
}

void exit_guard_leave(struct exit_guard *guard)
{
	if (guard)
		*guard = (struct exit_guard){ 0 };
}
