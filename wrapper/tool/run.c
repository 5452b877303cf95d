/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "start.h"
#include "tool/plan_options.h"

int tool_run(const char *const *words, const char *const *envp)
{
	CLEANUP_PLAN_OPTIONS struct plan_options options = { 0 };
	CLEANUP_PREPARED struct prepared prepared = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	int status;
	if (plan_options_read("run", words, NEED_PROGRAM, &options, &status))
		return status;
	struct invocation invocation = plan_options_invocation(&options, envp);
	if (prepare(&invocation, &prepared, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return start(&prepared);
}
