/* SPDX-License-Identifier: MIT */
/* Four texts with lines "%%" between them: argv, the environment, the configuration, and the file
 * that QEMU_ARGS_FILE=/own/args names. The whole way from these to a plan: what nobody edits stays,
 * refusals leave nothing half done, the plan can be shown in every form and its redacted form holds
 * no secret, and a second run over what came out changes nothing more. */
#include "fuzz.h"

#include "launch/real_program.h"
#include "linked_plugins.h"
#include "own_files.h"
#include "prepare.h"
#include "report/explain.h"
#include "report/plan_redacted.h"

#include <jansson.h>
#include <unistd.h>

enum { PARTS = 4, MOST_WORDS = 64 };

int __wrap_settings_load(const struct settings_request *request, struct settings *ret_settings,
			 struct error *err);
int __wrap_real_program_find(const struct program_query *query, struct arena *arena,
			     const char **ret_path, int *ret_status, struct error *err);

int __wrap_settings_load(const struct settings_request *request, struct settings *ret_settings,
			 struct error *err)
{
	return settings_load_from(own_files_path(NULL), request, ret_settings, err);
}

/* Of all that may be on a machine there is one QEMU, wherever it was looked for. */
int __wrap_real_program_find(const struct program_query *query, struct arena *arena,
			     const char **ret_path, int *ret_status, struct error *err)
{
	(void)arena;
	*ret_path = "/usr/bin/qemu-system-x86_64";
	*ret_status = EXIT_NOT_FOUND;
	return query->real || query->path ? 0 : error_set(err, ENOENT, "there is no QEMU");
}

struct input {
	char *parts[PARTS];
	char secret[24];
	const char **argv;
	const char **envp;
};

static void cut_parts(char *text, char *parts[PARTS])
{
	char *rest = text;
	for (size_t i = 0; i < PARTS; i++) {
		char *mark = rest ? strstr(rest, "\n%%\n") : NULL;
		parts[i] = rest ? rest : text + strlen(text);
		if (mark)
			*mark = '\0';
		rest = mark ? mark + strlen("\n%%\n") : NULL;
	}
}

/* A secret that the input can't contain, planted before all words and behind them, where the last
 * word may take it for its value. */
static void plant(struct input *input, const uint8_t *data, size_t size, struct arena *arena)
{
	uint64_t sum = 0xcbf29ce484222325;
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ data[i]) * 0x100000001b3;
	snprintf(input->secret, sizeof(input->secret), "s%016llx", (unsigned long long)sum);
	CLEANUP_FREE const char **words = fuzz_words(input->parts[0], MOST_WORDS);
	const char **argv = arena_array(arena, MOST_WORDS + 8, sizeof(char *));
	size_t n = 0, i = 0;
	MUST(argv);
	if (words[0])
		argv[n++] = words[i++];
	argv[n++] = "-object";
	argv[n++] = arena_printf(arena, "secret,id=first,data=%s", input->secret);
	while (words[i])
		argv[n++] = words[i++];
	argv[n++] = "-object";
	argv[n++] = arena_printf(arena, "secret,id=last,data=%s", input->secret);
	argv[n++] = "-drive";
	argv[n++] = arena_printf(arena, "file=https://me:%s@host/a,file.password=%s", input->secret,
				 input->secret);
	MUST(argv[2] && argv[n - 3] && argv[n - 1]);
	input->argv = argv;
}

/* glibc's getenv(3) reads two bytes of each entry, the empty ones too. Behind a process's own
 * environment there is always something. */
static void add_byte_to_spare(const char **envp, struct arena *arena)
{
	for (; *envp; envp++) {
		size_t size = strlen(*envp) + 1;
		char *copy = arena_alloc(arena, size + 1);
		MUST(copy);
		*envp = memcpy(copy, *envp, size);
	}
}

static void run(const struct input *input, const char *const *argv, struct prepared *ret_prepared)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct invocation invocation = {
		.argv = argv,
		.envp = input->envp,
		.name = argv[0],
	};
	environ = (char **)(uintptr_t)input->envp;
	MUST(!prepare(&invocation, ret_prepared, &err));
}

static const char *const *words_of(struct prepared *prepared, const char *const **ret_origins)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *argv;
	MUST(!command_emit(&prepared->pipeline.command, &prepared->arena, &argv, ret_origins,
			   &err));
	return argv;
}

/* What the caller wrote are the very strings, in order; those that are gone were edited. */
static void check_words(const struct input *input, struct prepared *prepared)
{
	const char *const *origins;
	const char *const *argv = words_of(prepared, &origins);
	size_t changes = prepared->pipeline.journal.changes.count, next = 0, lost = 0;
	for (size_t i = 0; argv[i]; i++) {
		if (strcmp(origins[i], ORIGIN_USER))
			continue;
		while (input->argv[next] && input->argv[next] != argv[i]) {
			next++;
			lost++;
		}
		MUST(input->argv[next++]);
	}
	while (input->argv[next++])
		lost++;
	MUST(lost <= 2 * changes);
}

static void check_refusal(const struct input *input, struct prepared *prepared)
{
	struct pipeline *pipeline = &prepared->pipeline;
	const struct refusal *refusal = &pipeline->refusal;
	if (!refusal->text)
		return;
	MUST(*refusal->text && refusal->status >= 125 && refusal->status <= 127);
	for (size_t i = 0; refusal->plugin && i < pipeline->journal.changes.count; i++)
		MUST(strcmp(pipeline->journal.changes.items[i].plugin, refusal->plugin) ||
		     !strcmp(refusal->phase, "check"));
	if (strcmp(refusal->phase, "configuration") && strcmp(refusal->phase, "load") &&
	    strcmp(refusal->phase, "open"))
		return;
	const char *const *argv = words_of(prepared, NULL);
	size_t i = 0;
	for (; argv[i]; i++)
		MUST(argv[i] == input->argv[i]);
	MUST(!input->argv[i] && !pipeline->journal.changes.count);
}

static void check_json(const struct plan *plan, const char *secret, bool shown)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	MUST(!explain_json(plan, &out, &err) && !out.failed);
	json_t *root = json_loadb(out.text, out.length, 0, NULL);
	MUST(root && json_is_object(root));
	size_t words = command_word_count(plan->final);
	MUST(json_array_size(json_object_get(root, "argv")) == words);
	MUST(json_array_size(json_object_get(root, "origins")) == words);
	MUST(shown || !strstr(out.text, secret));
	json_decref(root);
}

static void check_text(const struct plan *plan, const char *secret, bool shown)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	CLEANUP_STRBUF struct strbuf shell = { 0 };
	CLEANUP_STRBUF struct strbuf why = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	explain_text(plan, true, &text);
	explain_shell(plan, &shell);
	explain_why(plan, "object[*]", false, &why, &err);
	MUST(!text.failed && !shell.failed && !why.failed);
	MUST(shown == (strstr(shell.text, secret) != NULL));
	MUST(shown || !text.text || !strstr(text.text, secret));
	MUST(shown || !why.text || !strstr(why.text, secret));
}

static void check_plan(const struct input *input, struct prepared *prepared)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct plan plan, redacted;
	MUST(!prepared_plan(prepared, &plan, &err));
	check_text(&plan, input->secret, true);
	check_json(&plan, input->secret, true);
	MUST(!plan_redacted(&plan, &prepared->arena, &redacted));
	check_text(&redacted, input->secret, false);
	check_json(&redacted, input->secret, false);
}

/* args adds its words to every line, so the second run is without it. */
static void check_again(const struct input *input, struct prepared *prepared)
{
	CLEANUP_PREPARED struct prepared again = { 0 };
	if (prepared->pipeline.refusal.text)
		return;
	const char *const *argv = words_of(prepared, NULL);
	linked_plugins_leave_out("args");
	run(input, argv, &again);
	linked_plugins_leave_out(NULL);
	MUST(!again.pipeline.refusal.text);
	MUST(!again.pipeline.journal.changes.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_FREE char *text = fuzz_text(data, size);
	struct input input = { 0 };
	cut_parts(text, input.parts);
	plant(&input, data, size, &arena);
	CLEANUP_FREE const char **envp = fuzz_words(input.parts[1], MOST_WORDS);
	add_byte_to_spare(envp, &arena);
	input.envp = envp;
	own_files_begin();
	own_files_write("qemu-wrapper.conf", input.parts[2], strlen(input.parts[2]));
	own_files_write("args", input.parts[3], strlen(input.parts[3]));
	{
		CLEANUP_PREPARED struct prepared prepared = { 0 };
		run(&input, input.argv, &prepared);
		check_words(&input, &prepared);
		check_refusal(&input, &prepared);
		check_plan(&input, &prepared);
		check_again(&input, &prepared);
	}
	clearenv();
	own_files_end();
	return 0;
}
