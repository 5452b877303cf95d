/* SPDX-License-Identifier: MIT */
#include "start.h"

#include "base/message.h"
#include "launch/execute.h"
#include "launch/make_folder.h"
#include "launch/real_program.h"
#include "report/explain.h"
#include "report/plan_redacted.h"

#include <stdio.h>

/* Warnings are one line each, behind the plugin's name. Each is said once: `printed` counts the
 * notes that were looked at. */
static void print_warnings(const struct journal *journal, size_t *printed)
{
	for (; *printed < journal->notes.list.count; (*printed)++) {
		const struct note *note = &journal->notes.list.items[*printed];
		CLEANUP_FREE char *line = NULL;
		if (note->level < NOTE_WARNING)
			continue;
		if (asprintf(&line, "%s%s%s", note->plugin ? note->plugin : "",
			     note->plugin ? ": " : "", note->text) < 0)
			line = NULL;
		message_print(line ? line : note->text);
	}
}

/* Tells the logs, and people what the logs had to complain about. */
static void tell_outcome(struct pipeline *pipeline, size_t *printed)
{
	print_warnings(&pipeline->journal, printed);
	pipeline_outcome(pipeline);
	print_warnings(&pipeline->journal, printed);
	pipeline_close(pipeline);
}

void start_print_refusal(const struct refusal *refusal)
{
	CLEANUP_FREE char *line = NULL;
	if (refusal->plugin && asprintf(&line, "plugin %s (%s): %s", refusal->plugin,
					refusal->phase, refusal->text) < 0)
		line = NULL;
	message_print(line ? line : refusal->text);
}

static int refuse(struct prepared *prepared, size_t *printed)
{
	struct pipeline *pipeline = &prepared->pipeline;
	tell_outcome(pipeline, printed);
	start_print_refusal(&pipeline->refusal);
	return pipeline->refusal.status;
}

static int refuse_exec(struct prepared *prepared, size_t *printed, const struct error *err)
{
	int code = err->code;
	int status = code == ELOOP ? EXIT_REFUSED : EXIT_CANNOT_EXECUTE;
	if (code == ENOENT || code == ENOTDIR)
		status = EXIT_NOT_FOUND;
	pipeline_refuse(&prepared->pipeline, NULL, "exec", status, err);
	return refuse(prepared, printed);
}

static int build(struct prepared *prepared, struct execution *ret_execution, struct error *err)
{
	struct pipeline *pipeline = &prepared->pipeline;
	ret_execution->path = pipeline->program;
	int status = command_emit(&pipeline->command, &prepared->arena, &ret_execution->argv,
				  &ret_execution->origins, err);
	if (!status)
		status = environment_emit(&pipeline->environment, &prepared->arena,
					  &ret_execution->envp, err);
	return status;
}

/* Behind the launch hooks, when the supervisor's folder is known. */
static int supervise(struct prepared *prepared, struct execution *execution, struct error *err)
{
	struct supervised_words words;
	if (!prepared->supervision.active)
		return 0;
	int status = supervision_front(&prepared->supervision, execution->path, execution->argv,
				       execution->origins, &prepared->arena, &words, err);
	if (status)
		return status;
	execution->supervised = execution->path;
	execution->path = SUPERVISOR_PROGRAM;
	execution->argv = words.argv;
	execution->origins = words.origins;
	execution->ahead = words.ahead;
	return 0;
}

/* A stop that came meanwhile is for the supervisor; without one it takes its course. */
static void settle_stops(struct prepared *prepared)
{
	struct stop_signals *stops = &prepared->supervision.stops;
	if (prepared->supervision.active)
		stop_signals_add(stops, &prepared->process.blocked);
	else
		stop_signals_release(stops, &prepared->process.blocked);
}

/* What is to be there when QEMU starts. Lines on which it shows something need nothing. */
static int launch(struct prepared *prepared)
{
	const struct settings *settings = &prepared->settings;
	struct pipeline *pipeline = &prepared->pipeline;
	CLEANUP_ERROR struct error err = { 0 };
	bool starts_guest = !pipeline->kind.prints && !pipeline->kind.probes;
	if (starts_guest && settings->make_folder &&
	    make_folder(settings->make_folder, settings->make_folder_source, &err))
		return pipeline_refuse(pipeline, NULL, "launch", EXIT_REFUSED, &err);
	return pipeline_launch(pipeline);
}

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

int start(struct prepared *prepared)
{
	struct pipeline *pipeline = &prepared->pipeline;
	CLEANUP_ERROR struct error err = { 0 };
	struct execution execution = { 0 };
	size_t printed = 0;
	if (prepared->settings.explain)
		return show_plan(prepared);
	if (pipeline->refusal.text)
		return refuse(prepared, &printed);
	if (build(prepared, &execution, &err))
		return refuse_exec(prepared, &printed, &err);
	if (launch(prepared))
		return refuse(prepared, &printed);
	settle_stops(prepared);
	if (supervise(prepared, &execution, &err) || slots_open_for_exec(&pipeline->slots, &err))
		return refuse_exec(prepared, &printed, &err);
	/* Logs are told that QEMU starts before it does: afterwards nobody is left to tell. If it
	 * looks as if it can't start, they are told what really happened, after the attempt. */
	print_warnings(&pipeline->journal, &printed);
	if (!execute_looks_hopeless(&execution))
		tell_outcome(pipeline, &printed);
	process_state_restore(&prepared->process, &pipeline->slots, &pipeline->journal.notes,
			      &prepared->arena);
	print_warnings(&pipeline->journal, &printed);
	execute(&execution, &prepared->arena, &err);
	return refuse_exec(prepared, &printed, &err);
}
