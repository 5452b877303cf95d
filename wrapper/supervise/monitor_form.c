/* SPDX-License-Identifier: MIT */
#include "supervise/monitor_form.h"

#include "isolation/program_run.h"

#include <stdbool.h>
#include <string.h>

/* More than a busy machine needs, and less than people notice as a hang. */
enum { TIME_LIMIT = 3000 };

#define OBJECT "monitor-qmp"
#define BLANKS " \t\n"

/* The list has one type a line, indented. */
static bool lists(const char *output, const char *type)
{
	size_t wanted = strlen(type);
	for (const char *p = output + strspn(output, BLANKS); *p; p += strspn(p, BLANKS)) {
		size_t length = strcspn(p, BLANKS);
		if (length == wanted && !strncmp(p, type, length))
			return true;
		p += length;
	}
	return false;
}

int monitor_form_ask(const char *program, enum monitor_form *ret_form, struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *const words[] = { program, "-object", "help", NULL };
	struct program_run run = { .words = words };
	int status = program_run_check(program, err);
	if (!status)
		status = program_run_all(&run, 1, TIME_LIMIT, &arena, err);
	if (status)
		return status;
	if (!program_run_succeeded(&run))
		return error_set(err, run.late ? ETIMEDOUT : EIO, "%s -object help %s", program,
				 run.late ? "gave no answer in time" : "failed");
	*ret_form = lists(run.output, OBJECT) ? MONITOR_OBJECT : MONITOR_OPTION;
	return 0;
}

const char *monitor_form_option(enum monitor_form form)
{
	return form == MONITOR_OBJECT ? "object" : "mon";
}

const char *monitor_form_value(enum monitor_form form, const char *id, const char *chardev,
			       struct arena *arena)
{
	if (form == MONITOR_OBJECT)
		return arena_printf(arena, OBJECT ",id=%s,chardev=%s", id, chardev);
	return arena_printf(arena, "id=%s,chardev=%s,mode=control", id, chardev);
}
