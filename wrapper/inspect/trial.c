/* SPDX-License-Identifier: MIT */
#include "inspect/trial.h"

#include "base/base_name.h"
#include "config/settings.h"
#include "inspect/side_effects.h"
#include "isolation/record.h"
#include "loader/plugin_set.h"
#include "pipeline/pipeline.h"

#include <stdio.h>
#include <string.h>

const char *trial_phase_name(uint32_t phase)
{
	static const char *const names[TRIAL_PHASE_COUNT] = { "load",  "open",   "rewrite", "check",
							      "close", "unload", "end" };
	return phase < TRIAL_PHASE_COUNT ? names[phase] : "some hook";
}

/* Each fault is told once a phase. */
static void add_fault(void *data, const struct fault_record *record)
{
	struct trial_report *report = data;
	for (uint32_t i = 0; i < report->count; i++)
		if (report->faults[i].phase == report->phase &&
		    report->faults[i].record.fault == record->fault)
			return;
	if (report->count < TRIAL_MOST_FAULTS)
		report->faults[report->count++] = (struct trial_fault){ report->phase, *record };
}

static void add_words(struct trial_report *report, enum fault fault, const char *words)
{
	struct fault_record record = { .fault = fault };
	snprintf(record.detail, sizeof(record.detail), "%.*s", (int)sizeof(record.detail) - 1,
		 words);
	add_fault(report, &record);
}

static void say_why(struct trial_report *report, const char *why)
{
	snprintf(report->text, sizeof(report->text), "%s", why);
}

static int load(const struct trial *trial, struct settings *settings, struct plugin_set *set,
		struct error *err)
{
	struct settings_request request = { .inspect = trial->file, .bare = true };
	const char *culprit;
	int status = settings_load(&request, settings, err);
	if (status)
		return status;
	struct plugin_settings *said = &settings->plugins.items[settings->selected.items[0]];
	for (size_t i = 0; i < trial->option_count; i++) {
		struct setting *setting = VECTOR_ADD(&said->options);
		if (!setting)
			return error_memory(err);
		*setting = (struct setting){ .key = trial->options[i].key,
					     .value = trial->options[i].value,
					     .source = "--option",
					     .layer = LAYER_TOOL };
	}
	return plugin_set_load(settings, set, &culprit, err);
}

static void describe_change(const struct pipeline *pipeline, struct arena *arena,
			    struct trial_report *report)
{
	const struct change *change = &pipeline->journal.changes.items[0];
	const char *words =
		change->variable
			? arena_printf(arena, "%s variable %s (%s)",
				       change_action_name(change->action), change->variable,
				       change->reason)
			: arena_printf(arena, "%s -%s%s%s (%s)", change_action_name(change->action),
				       change->option, change->property ? " " : "",
				       change->property ? change->property : "", change->reason);
	add_words(report, FAULT_AGAIN, words ? words : "out of memory");
}

static void write_strings(const char *const *strings, struct strbuf *answer)
{
	uint32_t count = 0;
	while (strings[count])
		count++;
	record_begin(answer, TRIAL_STRINGS);
	record_add_u32(answer, count);
	for (; *strings; strings++)
		record_add_string(answer, *strings);
	record_finish(answer);
}

/* What QEMU would get. */
static int write_line(struct pipeline *pipeline, struct arena *arena, struct strbuf *answer)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	const char *const *argv, *const *envp;
	if (command_emit(&pipeline->command, arena, &argv, NULL, &ignored) ||
	    environment_emit(&pipeline->environment, arena, &envp, &ignored))
		return -ENOMEM;
	write_strings(argv, answer);
	write_strings(envp, answer);
	return answer->failed ? -ENOMEM : 0;
}

static void begin(struct trial_report *report, enum trial_phase phase)
{
	report->phase = phase;
}

/* One step of the pipeline, and what it did to the process. */
static int step(const struct trial *trial, struct pipeline *pipeline, struct side_effects *effects,
		enum trial_phase phase)
{
	static int (*const steps[])(struct pipeline *) = { [TRIAL_OPEN] = pipeline_open,
							   [TRIAL_REWRITE] = pipeline_rewrite,
							   [TRIAL_CHECK] = pipeline_check };
	struct trial_report *report = trial->report;
	begin(report, phase);
	int status = steps[phase](pipeline);
	side_effects_look(effects, &pipeline->slots);
	if (!status)
		return 0;
	say_why(report, pipeline->refusal.text);
	if (phase == TRIAL_OPEN)
		report->unusable = 1;
	else
		report->refused = 1;
	if (phase != TRIAL_OPEN && !trial->again)
		add_words(report, FAULT_REFUSES, report->text);
	return status;
}

static int run_hooks(const struct trial *trial, struct pipeline *pipeline,
		     struct side_effects *effects, struct strbuf *answer)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct trial_report *report = trial->report;
	if (step(trial, pipeline, effects, TRIAL_OPEN))
		return 0;
	int status = step(trial, pipeline, effects, TRIAL_REWRITE);
	size_t changes = pipeline->journal.changes.count;
	if (trial->again && status)
		add_words(report, FAULT_REFUSES_OWN, report->text);
	else if (trial->again && changes)
		describe_change(pipeline, &arena, report);
	if (status)
		return 0;
	status = step(trial, pipeline, effects, TRIAL_CHECK);
	return status || trial->again || !changes ? 0 : write_line(pipeline, &arena, answer);
}

static int run_pipeline(const struct trial *trial, const struct plugin_set *set,
			struct side_effects *effects, struct strbuf *answer, struct error *err)
{
	CLEANUP_PIPELINE struct pipeline pipeline = { 0 };
	struct pipeline_input input = {
		.argv = trial->argv,
		.envp = trial->envp,
		.program = "/usr/bin/qemu-system-x86_64",
		.name = base_name(trial->argv[0]),
		.plugins = set,
	};
	int status = pipeline_prepare(&pipeline, &input, err);
	if (status)
		return status;
	status = run_hooks(trial, &pipeline, effects, answer);
	begin(trial->report, TRIAL_CLOSE);
	pipeline_close(&pipeline);
	side_effects_look(effects, &pipeline.slots);
	return status;
}

static void describe(const struct plugin *plugin, struct trial_report *report)
{
	report->options = (uint32_t)plugin->options.count;
	report->hooks = plugin->hooks;
}

int trial_run(void *data, struct strbuf *answer)
{
	const struct trial *trial = data;
	struct trial_report *report = trial->report;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_PLUGIN_SET struct plugin_set set = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct slots none = { 0 };
	struct side_effects effects;
	begin(report, TRIAL_LOAD);
	side_effects_begin(&effects, add_fault, report);
	int status = load(trial, &settings, &set, &err);
	side_effects_look(&effects, &none);
	if (status) {
		report->unusable = 1;
		say_why(report, error_text(&err));
		status = 0;
	} else {
		describe(&set.list.items[0], report);
		status = run_pipeline(trial, &set, &effects, answer, &err);
	}
	side_effects_end(&effects);
	begin(report, TRIAL_UNLOAD);
	plugin_set_release(&set);
	begin(report, TRIAL_DONE);
	return status ? EXIT_FAILURE : 0;
}
