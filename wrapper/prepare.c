/* SPDX-License-Identifier: MIT */
#include "prepare.h"

#include "command/redact.h"
#include "launch/real_program.h"
#include "launch/script_loop.h"

#include <string.h>
#include <unistd.h>

static const char *variable(const char *const *envp, const char *name)
{
	struct environment environment = { .inherited = envp };
	return environment_get(&environment, name);
}

/* Plugins may call setenv(3), which writes into the array that we were given: QEMU's environment
 * comes from a copy that only the host's own functions change. */
static const char *const *copy_environment(const char *const *envp, struct arena *arena)
{
	size_t count = 0;
	while (envp[count])
		count++;
	const char **copy = arena_array(arena, count + 1, sizeof(char *));
	if (copy)
		memcpy(copy, envp, count * sizeof(char *));
	return copy;
}

/* What is found out before the pipeline exists; the first refusal is the one to tell. */
struct groundwork {
	const char *program;
	struct refusal refusal;
};

static void refuse(struct groundwork *groundwork, struct arena *arena, const char *plugin,
		   const char *phase, int status, const struct error *err)
{
	if (groundwork->refusal.text)
		return;
	const char *safe = redact(NULL, error_text(err), arena);
	/* Where nothing is hidden redact() gives back the text itself, which is the error's. */
	const char *text = safe ? arena_strdup(arena, safe) : NULL;
	groundwork->refusal =
		(struct refusal){ plugin, phase, text ? text : "out of memory", status };
}

static void find_program(const struct invocation *invocation, struct prepared *p,
			 struct groundwork *groundwork)
{
	CLEANUP_ERROR struct error err = { 0 };
	int status = EXIT_REFUSED;
	if (invocation->program) {
		groundwork->program = invocation->program;
		return;
	}
	struct program_query query = {
		.program = invocation->argv[0] ? invocation->argv[0] : "",
		.name = invocation->stands_for ? invocation->stands_for : invocation->name,
		.file = invocation->file,
		.slash_names_file = invocation->slash_names_file,
		.real = p->settings.real,
		.real_source = p->settings.real_source,
		.path = variable(invocation->envp, "PATH"),
	};
	if (real_program_find(&query, &p->arena, &groundwork->program, &status, &err)) {
		groundwork->program = NULL;
		refuse(groundwork, &p->arena, NULL, "exec", status, &err);
	} else if (script_loop_check(groundwork->program, invocation->envp, &err)) {
		refuse(groundwork, &p->arena, NULL, "exec", EXIT_REFUSED, &err);
	}
}

static void load_plugins(struct prepared *p, struct groundwork *groundwork)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *culprit = NULL;
	if (p->settings.selected.count)
		process_state_save(&p->process);
	int status = plugin_set_load(&p->settings, &p->plugins, &culprit, &err);
	if (!status && p->settings.supervise.on)
		status = supervision_join(&p->supervision, &p->settings, &p->plugins, &err);
	if (status)
		refuse(groundwork, &p->arena, culprit, "load", EXIT_REFUSED, &err);
}

/* Nobody comes who would take them: to process 1 they are lost, as they would have been. */
static void settle_early_stops(struct prepared *p)
{
	sigset_t unused;
	sigemptyset(&unused);
	if (!p->settings.supervise.on)
		stop_signals_release(&p->supervision.stops, &unused);
}

/* The program is looked for before code of plugins can run, which may change the working directory;
 * but that a plugin can't be loaded is the more important news. */
static void load(const struct invocation *invocation, struct prepared *p,
		 struct groundwork *groundwork)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (settings_load(&invocation->request, &p->settings, &err)) {
		refuse(groundwork, &p->arena, NULL, "configuration", EXIT_REFUSED, &err);
		return;
	}
	settle_early_stops(p);
	struct groundwork search = { 0 };
	find_program(invocation, p, &search);
	load_plugins(p, groundwork);
	if (groundwork->refusal.text)
		return;
	*groundwork = search;
}

/* The supervisor is as much part of the launch as QEMU, whose place it takes. */
static void find_supervisor(struct prepared *p)
{
	CLEANUP_ERROR struct error err = { 0 };
	int code = p->supervision.active ? program_check(SUPERVISOR_PROGRAM) : 0;
	if (!code)
		return;
	error_set(&err, code,
		  "can't execute the supervisor, %s: %s; install qemu-wrapper as a whole, or start "
		  "QEMU without a supervisor (supervise = no, QEMU_WRAPPER_SUPERVISE=no)",
		  SUPERVISOR_PROGRAM, strerror(code));
	pipeline_refuse(&p->pipeline, NULL, "exec", program_exit_status(code), &err);
}

static int run_hooks(struct pipeline *pipeline)
{
	int status = pipeline_open(pipeline);
	if (!status)
		status = pipeline_rewrite(pipeline);
	return status ? status : pipeline_check(pipeline);
}

int prepare(const struct invocation *invocation, struct prepared *ret_prepared, struct error *err)
{
	struct prepared *p = ret_prepared;
	struct groundwork groundwork = { 0 };
	*p = (struct prepared){ 0 };
	if (getpid() == 1)
		stop_signals_catch(&p->supervision.stops);
	struct invocation own = *invocation;
	own.envp = copy_environment(invocation->envp, &p->arena);
	if (!own.envp)
		return error_memory(err);
	load(&own, p, &groundwork);
	struct pipeline_input input = {
		.argv = own.argv,
		.envp = own.envp,
		.program = groundwork.program,
		.name = own.name,
		.plugins = &p->plugins,
		.guest_visible_denied = p->settings.guest_visible_denied,
		.notes = &p->settings.notes,
	};
	int status = pipeline_prepare(&p->pipeline, &input, err);
	if (status)
		return status;
	p->pipeline.refusal = groundwork.refusal;
	/* Without a program the plan is still worth showing; without configuration there is
	 * none. */
	bool is_exec = groundwork.refusal.text && !strcmp(groundwork.refusal.phase, "exec");
	if (!groundwork.refusal.text || is_exec)
		run_hooks(&p->pipeline);
	find_supervisor(p);
	process_state_restore(&p->process, &p->pipeline.slots, &p->pipeline.journal.notes,
			      &p->pipeline.arena);
	return 0;
}

/* That all of it runs in processes of its own is worth knowing; foreign hooks always do. */
static const char *plugin_label(const struct plugin *plugin, struct arena *arena)
{
	return plugin->isolation == ISOLATION_FULL
		       ? arena_printf(arena, "%s (isolated)", plugin->name)
		       : plugin->name;
}

int prepared_plan(struct prepared *prepared, struct plan *ret_plan, struct error *err)
{
	struct pipeline *pipeline = &prepared->pipeline;
	size_t files = prepared->settings.files.count, plugins = pipeline->stage_count;
	const char **file_names = arena_array(&prepared->arena, files + 1, sizeof(char *));
	const char **plugin_names = arena_array(&prepared->arena, plugins + 1, sizeof(char *));
	struct note *skipped = arena_array(&prepared->arena, plugins + 1, sizeof(*skipped));
	if (!file_names || !plugin_names || !skipped)
		return error_memory(err);
	for (size_t i = 0; i < files; i++)
		file_names[i] = prepared->settings.files.items[i].path;
	for (size_t i = 0; i < plugins; i++) {
		plugin_names[i] = plugin_label(&prepared->plugins.list.items[i], &prepared->arena);
		if (!plugin_names[i])
			return error_memory(err);
	}
	*ret_plan = (struct plan){
		.program = pipeline->program,
		.original = &pipeline->original,
		.final = &pipeline->command,
		.journal = &pipeline->journal,
		.slots = &pipeline->slots,
		.environment = &pipeline->environment,
		.skipped = skipped,
		.skipped_count = pipeline_skipped(pipeline, skipped),
		.line = (pipeline->kind.prints ? QW_LINE_PRINTS : 0u) |
			(pipeline->kind.probes ? QW_LINE_PROBES : 0u) |
			(pipeline->kind.manager ? QW_LINE_MANAGED : 0u),
		.manager = pipeline->kind.manager,
		.refusal = pipeline->refusal.text ? &pipeline->refusal : NULL,
		.files = file_names,
		.file_count = files,
		.plugins = plugin_names,
		.plugin_count = plugins,
		.supervision = prepared->supervision.active ? &prepared->supervision : NULL,
	};
	return 0;
}

void prepared_release(struct prepared *prepared)
{
	/* Destructors that call the host all the same find a pipeline that refuses them. */
	pipeline_close(&prepared->pipeline);
	plugin_set_unload(&prepared->plugins);
	pipeline_release(&prepared->pipeline);
	plugin_set_release(&prepared->plugins);
	supervision_release(&prepared->supervision);
	settings_release(&prepared->settings);
	process_state_release(&prepared->process);
	arena_release(&prepared->arena);
}
