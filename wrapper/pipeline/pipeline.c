/* SPDX-License-Identifier: MIT */
#include "pipeline/pipeline.h"

#include "command/redact.h"
#include "pipeline/hook.h"
#include "pipeline/services.h"

#include <string.h>
#include <unistd.h>

enum { STATUS_REFUSED = 125 };

static int copy_notes(struct pipeline *pipeline, const struct notes *notes, struct error *err)
{
	for (size_t i = 0; notes && i < notes->list.count; i++) {
		const struct note *note = &notes->list.items[i];
		if (notes_add(&pipeline->journal.notes, note->plugin, note->level, note->text))
			return error_memory(err);
	}
	return 0;
}

static int make_stages(struct pipeline *pipeline, struct error *err)
{
	size_t count = pipeline->plugins->list.count;
	pipeline->stages = arena_array(&pipeline->arena, count + 1, sizeof(struct stage));
	if (!pipeline->stages)
		return error_memory(err);
	pipeline->stage_count = count;
	for (size_t i = 0; i < count; i++) {
		const struct plugin *plugin = &pipeline->plugins->list.items[i];
		pipeline->stages[i] = (struct stage){
			.context = { .host = pipeline->host, .state = plugin->state },
			.pipeline = pipeline,
			.plugin = plugin,
		};
	}
	return 0;
}

int pipeline_prepare(struct pipeline *ret_pipeline, const struct pipeline_input *input,
		     struct error *err)
{
	*ret_pipeline = (struct pipeline){
		.plugins = input->plugins,
		.environment = { .inherited = input->envp },
		.program = input->program,
		.name = input->name,
		.guest_visible_denied = input->guest_visible_denied,
		.thread = pthread_self(),
		.process = getpid(),
		.host = input->host ? input->host : &host_services,
	};
	int status = command_parse(&ret_pipeline->original, input->argv, &ret_pipeline->arena, err);
	if (!status)
		status = command_copy(&ret_pipeline->command, &ret_pipeline->original, err);
	if (!status)
		status = copy_notes(ret_pipeline, input->notes, err);
	if (!status)
		status = make_stages(ret_pipeline, err);
	if (status)
		return status;
	ret_pipeline->kind = line_kind_of(&ret_pipeline->command);
	ret_pipeline->earlier_notes = ret_pipeline->journal.notes.list.count;
	return 0;
}

/* What a plugin quotes may hold a secret: no message leaves the process as it came. */
static const char *safe_text(struct pipeline *pipeline, const struct error *err)
{
	const char *safe = redact(NULL, error_text(err), &pipeline->arena);
	/* Where nothing is hidden redact() gives back the text itself, which is the error's. */
	char *copy = safe ? arena_strdup(&pipeline->arena, safe) : NULL;
	return copy ? copy : "out of memory";
}

int pipeline_refuse(struct pipeline *pipeline, const char *plugin, const char *phase, int status,
		    const struct error *err)
{
	if (!pipeline->refusal.text)
		pipeline->refusal = (struct refusal){
			.plugin = plugin,
			.phase = phase,
			.text = safe_text(pipeline, err),
			.status = status,
		};
	return -err->code;
}

/* An optional plugin leaves the pipeline with a warning. */
static void skip(struct stage *stage, enum phase phase, const struct error *err)
{
	struct pipeline *pipeline = stage->pipeline;
	stage->skipped = true;
	stage->skip_note = arena_printf(&pipeline->arena,
					"%s (%s hook; the plugin is not required and was skipped)",
					safe_text(pipeline, err), phase_name(phase));
	notes_add(&pipeline->journal.notes, stage->plugin->name, NOTE_WARNING, stage->skip_note);
}

static int rewrite_without(struct stage *stage);

/* A failing plugin stops the launch, or, if it is optional, is left out: with all it did, so that
 * no half of its work is left. In the launch phase that can't be undone any more. */
static int fail(struct stage *stage, enum phase phase, const struct error *err)
{
	struct pipeline *pipeline = stage->pipeline;
	CLEANUP_ERROR struct error too_late = { 0 };
	bool required = stage->plugin->settings->required;
	if (!required && phase == PHASE_LAUNCH && stage->edited) {
		error_set(
			&too_late, err->code,
			"%s (the plugin is not required, but its changes are in the line already)",
			error_text(err));
		err = &too_late;
		required = true;
	}
	if (required)
		return pipeline_refuse(pipeline, stage->plugin->name, phase_name(phase),
				       STATUS_REFUSED, err);
	skip(stage, phase, err);
	return phase == PHASE_CHECK && stage->edited ? rewrite_without(stage) : 0;
}

static int step(struct stage *stage, enum phase phase)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (stage->skipped || !hook_call(stage, phase, NULL, &err))
		return 0;
	return fail(stage, phase, &err);
}

int pipeline_open(struct pipeline *pipeline)
{
	int refused = 0;
	for (size_t i = 0; i < pipeline->stage_count; i++) {
		struct stage *stage = &pipeline->stages[i];
		/* Logs, which mostly stand last, must hear of a refusal in front of them. */
		if (refused && !(stage->plugin->hooks & PHASE_BIT(PHASE_OUTCOME)))
			continue;
		int status = step(stage, PHASE_OPEN);
		stage->opened = !status && !stage->skipped;
		refused = refused ? refused : status;
	}
	return refused;
}

/* A line that only prints or probes is nobody's guest: its plugins say if they want it still. */
static bool wants_line(const struct stage *stage)
{
	const struct line_kind *kind = &stage->pipeline->kind;
	return (!kind->prints && !kind->probes) || (stage->plugin->descriptor.flags & QW_ON_PROBES);
}

int pipeline_rewrite(struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->stage_count; i++) {
		struct stage *stage = &pipeline->stages[i];
		int status = wants_line(stage) ? step(stage, PHASE_REWRITE) : 0;
		if (status)
			return status;
	}
	return 0;
}

/* Of the notes so far only those of the steps before and the reasons for skipping hold on. */
static int keep_notes(struct pipeline *pipeline, struct error *err)
{
	struct notes *notes = &pipeline->journal.notes;
	notes->list.count = pipeline->earlier_notes;
	for (size_t i = 0; i < pipeline->stage_count; i++) {
		const struct stage *stage = &pipeline->stages[i];
		if (stage->skipped &&
		    notes_add(notes, stage->plugin->name, NOTE_WARNING, stage->skip_note))
			return error_memory(err);
	}
	return 0;
}

/* Back to the line as it came, for the other plugins to rewrite. */
static int start_over(struct pipeline *pipeline, struct error *err)
{
	command_release(&pipeline->command);
	int status = command_copy(&pipeline->command, &pipeline->original, err);
	pipeline->kind = line_kind_of(&pipeline->original);
	pipeline->environment.edits.count = 0;
	pipeline->journal.changes.count = 0;
	pipeline->journal.facts.count = 0;
	pipeline->owners.records.count = 0;
	slots_rollback(&pipeline->slots, 0);
	return status ? status : keep_notes(pipeline, err);
}

static int rewrite_without(struct stage *stage)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct pipeline *pipeline = stage->pipeline;
	if (start_over(pipeline, &err))
		return pipeline_refuse(pipeline, NULL, "rewrite", STATUS_REFUSED, &err);
	int status = pipeline_rewrite(pipeline);
	return status ? status : -EAGAIN;
}

static int check_once(struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->stage_count; i++) {
		int status = step(&pipeline->stages[i], PHASE_CHECK);
		if (status)
			return status;
	}
	return 0;
}

int pipeline_check(struct pipeline *pipeline)
{
	/* Each round leaves out one plugin more, so there are only so many. */
	int status;
	do
		status = check_once(pipeline);
	while (status == -EAGAIN && !pipeline->refusal.text);
	return status;
}

int pipeline_launch(struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->stage_count; i++) {
		struct stage *stage = &pipeline->stages[i];
		int status = wants_line(stage) ? step(stage, PHASE_LAUNCH) : 0;
		if (status)
			return status;
	}
	CLEANUP_ERROR struct error err = { 0 };
	const char *plugin = NULL;
	if (slots_check(&pipeline->slots, &plugin, &err)) {
		return pipeline_refuse(pipeline, plugin, "launch", STATUS_REFUSED, &err);
	}
	return 0;
}

void pipeline_outcome(struct pipeline *pipeline)
{
	const struct refusal *refusal = &pipeline->refusal;
	struct qw_outcome outcome = { .size = sizeof(outcome), .kind = QW_STARTING };
	if (refusal->text) {
		bool failed = !strcmp(refusal->phase, "exec");
		outcome.kind = failed ? QW_FAILED : QW_REFUSED;
		outcome.status = refusal->status;
		outcome.text = refusal->text;
		outcome.plugin = refusal->plugin;
		outcome.phase = refusal->phase;
	}
	for (size_t i = 0; i < pipeline->stage_count; i++) {
		struct stage *stage = &pipeline->stages[i];
		CLEANUP_ERROR struct error err = { 0 };
		if (!stage->opened || stage->skipped ||
		    !hook_call(stage, PHASE_OUTCOME, &outcome, &err))
			continue;
		/* A log that can't be written never stops a VM. */
		notes_add(&pipeline->journal.notes, stage->plugin->name, NOTE_WARNING,
			  safe_text(pipeline, &err));
	}
}

void pipeline_close(struct pipeline *pipeline)
{
	for (size_t i = pipeline->stage_count; i > 0; i--) {
		struct stage *stage = &pipeline->stages[i - 1];
		CLEANUP_ERROR struct error ignored = { 0 };
		if (stage->opened)
			hook_call(stage, PHASE_CLOSE, NULL, &ignored);
		stage->opened = false;
	}
}

size_t pipeline_skipped(const struct pipeline *pipeline, struct note *ret_skipped)
{
	size_t count = 0;
	for (size_t i = 0; i < pipeline->stage_count; i++) {
		const struct stage *stage = &pipeline->stages[i];
		if (stage->skipped)
			ret_skipped[count++] = (struct note){ stage->plugin->name, NOTE_WARNING,
							      stage->skip_note };
	}
	return count;
}

void pipeline_release(struct pipeline *pipeline)
{
	pipeline_close(pipeline);
	command_release(&pipeline->original);
	command_release(&pipeline->command);
	environment_release(&pipeline->environment);
	journal_release(&pipeline->journal);
	owners_release(&pipeline->owners);
	slots_release(&pipeline->slots);
	arena_release(&pipeline->arena);
}
