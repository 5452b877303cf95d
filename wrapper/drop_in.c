/* SPDX-License-Identifier: MIT */
#include "drop_in.h"

#include "base/message.h"
#include "launch/real_program.h"
#include "report/explain.h"
#include "report/plan_redacted.h"
#include "start.h"

/* QEMU_WRAPPER_EXPLAIN=1: for people who can't change what is run, only its environment. Standard
 * output may be somebody's pipe, so the plan goes to standard error, and without secrets. */
static int show_plan(struct prepared *prepared)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_STRBUF struct strbuf text = { 0 };
	struct plan plan, redacted;
	if (prepared_plan(prepared, &plan, &err) ||
	    plan_redacted(&plan, &prepared->arena, &redacted)) {
		message_print(error_text(&err));
		return EXIT_REFUSED;
	}
	explain_text(&redacted, false, &text);
	if (!text.failed)
		message_write(2, text.text, text.length);
	message_print("QEMU was not started: QEMU_WRAPPER_EXPLAIN is set");
	return EXIT_REFUSED;
}

int drop_in(const char *name, const char *const *argv, const char *const *envp)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_PREPARED struct prepared prepared = { 0 };
	struct invocation invocation = { .argv = argv, .envp = envp, .name = name };
	if (prepare(&invocation, &prepared, &err)) {
		message_print(error_text(&err));
		return EXIT_REFUSED;
	}
	return prepared.settings.explain ? show_plan(&prepared) : start(&prepared);
}
