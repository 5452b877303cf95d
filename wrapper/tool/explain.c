/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "prepare.h"
#include "report/explain.h"
#include "start.h"
#include "tool/colour.h"
#include "tool/plan_options.h"
#include "tool/print.h"

static int show(const struct plan_options *options, const struct plan *plan, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	int status = 0;
	if (options->json)
		status = explain_json(plan, &text, err);
	else if (options->shell && plan->refusal)
		start_print_refusal(plan->refusal);
	else if (options->shell)
		explain_shell(plan, &text);
	else if (options->why)
		status = explain_why(plan, options->why, colour_is_wanted(), &text, err);
	else
		explain_text(plan, colour_is_wanted(), &text);
	return status ? status : tool_print(&text, err);
}

int tool_explain(const char *const *words, const char *const *envp)
{
	CLEANUP_PLAN_OPTIONS struct plan_options options = { 0 };
	CLEANUP_PREPARED struct prepared prepared = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct plan plan;
	int status;
	if (plan_options_read("explain", words, NEED_PROGRAM | ALLOW_FORMS, &options, &status))
		return status;
	struct invocation invocation = plan_options_invocation(&options, envp);
	if (prepare(&invocation, &prepared, &err) || prepared_plan(&prepared, &plan, &err) ||
	    show(&options, &plan, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return plan.refusal ? TOOL_REFUSED : TOOL_OK;
}
