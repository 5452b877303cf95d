/* SPDX-License-Identifier: MIT */
#include "cases/case_run.h"

#include "base/base_name.h"
#include "base/strbuf.h"
#include "cases/case_folder.h"
#include "cases/case_words.h"
#include "isolation/child.h"
#include "prepare.h"

#include <string.h>

/* Bytes: what a case may allocate and answer; far more than any needs. */
#define MEMORY_LIMIT ((size_t)1 << 30)
#define ANSWER_LIMIT ((size_t)16 << 20)

/* What the child works with. */
struct running {
	const struct case_runner *runner;
	const char *folder;
	struct invocation invocation;
};

static struct child_limits limits_of(const struct case_runner *runner)
{
	return (struct child_limits){
		.milliseconds = runner->milliseconds,
		.memory = MEMORY_LIMIT,
		.answer = ANSWER_LIMIT,
		/* For authors who look for a fault by printing. */
		.standard_error = true,
	};
}

/* The words with the folder's path in them, NULL-terminated. */
static const char *const *place_words(const char *const *words, size_t count, const char *folder,
				      struct arena *arena)
{
	const char **placed = arena_array(arena, count + 1, sizeof(char *));
	for (size_t i = 0; placed && i < count; i++) {
		placed[i] = case_text_replace(words[i], CASE_FOLDER, folder, arena);
		if (!placed[i])
			return NULL;
	}
	return placed;
}

static int place_options(const struct test_case *test, const char *folder, struct arena *arena,
			 const struct setting **ret_options, struct error *err)
{
	struct setting *options = arena_array(arena, test->options.count + 1, sizeof(*options));
	if (!options)
		return error_memory(err);
	for (size_t i = 0; i < test->options.count; i++) {
		const struct case_option *option = &test->options.items[i];
		options[i] = (struct setting){
			.key = option->key,
			.value = case_text_replace(option->value, CASE_FOLDER, folder, arena),
			/* Not its line: messages have this in them, and cases move. */
			.source = CASE_SOURCE,
			.folder = folder,
			.layer = LAYER_TOOL,
		};
		if (!options[i].value)
			return error_memory(err);
	}
	*ret_options = options;
	return 0;
}

static size_t count_words(const char *const *words)
{
	size_t count = 0;
	while (words[count])
		count++;
	return count;
}

/* What prepare() is told: the line, the plugin with its options, and a QEMU that nobody looks for.
 */
static int make_invocation(struct running *running, const struct test_case *test,
			   struct arena *arena, struct error *err)
{
	const char *folder = running->folder;
	struct invocation *invocation = &running->invocation;
	const struct setting *options = NULL;
	int status = place_options(test, folder, arena, &options, err);
	if (status)
		return status;
	*invocation = (struct invocation){
		.argv = place_words(test->command, count_words(test->command), folder, arena),
		.envp = place_words(test->environment.items, test->environment.count, folder,
				    arena),
		.request = { .inspect = running->runner->plugin,
			     .bare = true,
			     .options = options,
			     .option_count = test->options.count },
	};
	if (!invocation->argv || !invocation->envp)
		return error_memory(err);
	const char *program = invocation->argv[0];
	invocation->name = base_name(program);
	invocation->program =
		strchr(program, '/') ? program : arena_printf(arena, "/usr/bin/%s", program);
	return invocation->program ? 0 : error_memory(err);
}

/* In the child. The answer counts only when this returns: a crash in a close hook is one, too. */
static int run_in_child(void *data, struct strbuf *answer)
{
	struct running *running = data;
	CLEANUP_ERROR struct error err = { 0 };
	struct prepared prepared;
	struct plan plan;
	/* What getenv(3) finds is what QEMU gets, as in a launch. */
	environ = (char **)(uintptr_t)running->invocation.envp;
	if (chdir(running->folder))
		return EXIT_FAILURE;
	int status = prepare(&running->invocation, &prepared, &err);
	if (!status)
		status = prepared_plan(&prepared, &plan, &err);
	if (!status)
		status = case_result_pack(&plan, answer);
	prepared_release(&prepared);
	return status ? EXIT_FAILURE : 0;
}

/* How the process ended, unless it answered. */
static int take_answer(const struct child_result *answer, const struct child_limits *limits,
		       struct arena *arena, struct case_result *ret_result, struct error *err)
{
	*ret_result = (struct case_result){ 0 };
	if (answer->end != CHILD_ANSWERED) {
		ret_result->accident = child_result_words(answer, limits, arena);
		return ret_result->accident ? 0 : error_memory(err);
	}
	int status = case_result_unpack(answer->bytes, answer->size, ret_result, err);
	if (status != -EBADMSG)
		return status;
	error_clear(err);
	ret_result->accident = "answered with what can't be read";
	return 0;
}

/* The folder has another name in every run: it is called by its word again. */
static bool replace_folder(const char **text, const char *folder, struct arena *arena)
{
	if (*text)
		*text = case_text_replace(*text, folder, CASE_FOLDER, arena);
	return *text != NULL;
}

static int name_folder(struct case_result *result, const char *folder, struct arena *arena,
		       struct error *err)
{
	bool done = true;
	for (size_t i = 0; i < result->words.count; i++)
		done &= replace_folder(&result->words.items[i], folder, arena);
	for (size_t i = 0; i < result->variables.count; i++)
		if (result->variables.items[i].value)
			done &= replace_folder(&result->variables.items[i].value, folder, arena);
	for (size_t i = 0; i < result->notes.list.count; i++)
		done &= replace_folder(&result->notes.list.items[i].text, folder, arena);
	for (size_t i = 0; i < result->facts.count; i++)
		for (size_t k = 0; k < result->facts.items[i].fields.count; k++)
			done &= replace_folder(&result->facts.items[i].fields.items[k], folder,
					       arena);
	if (result->refused_text)
		done &= replace_folder(&result->refused_text, folder, arena);
	return done ? 0 : error_memory(err);
}

static int run_in_folder(const struct case_runner *runner, const struct test_case *test,
			 const char *folder, struct arena *arena, struct case_result *ret_result,
			 struct error *err)
{
	struct running running = { .runner = runner, .folder = folder };
	struct child_limits limits = limits_of(runner);
	struct child_result answer;
	int status = case_folder_fill(folder, test, err);
	if (!status)
		status = make_invocation(&running, test, arena, err);
	if (!status)
		status = child_run(run_in_child, &running, &limits, arena, &answer, err);
	if (!status)
		status = take_answer(&answer, &limits, arena, ret_result, err);
	return status ? status : name_folder(ret_result, folder, arena, err);
}

int case_run(const struct case_runner *runner, const struct test_case *test, struct arena *arena,
	     struct case_result *ret_result, struct error *err)
{
	const char *folder = NULL;
	*ret_result = (struct case_result){ 0 };
	int status = case_folder_make(arena, &folder, err);
	if (!status)
		status = run_in_folder(runner, test, folder, arena, ret_result, err);
	case_folder_remove(folder);
	if (status)
		case_result_release(ret_result);
	return status;
}

/* In the child: the answer is why it can't be loaded, or nothing. */
static int load_in_child(void *data, struct strbuf *answer)
{
	const struct case_runner *runner = data;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_PLUGIN_SET struct plugin_set set = { 0 };
	const char *culprit = NULL;
	struct settings_request request = { .inspect = runner->plugin, .bare = true };
	if (settings_load(&request, &settings, &err) ||
	    plugin_set_load(&settings, &set, &culprit, &err))
		strbuf_adds(answer, error_text(&err));
	return 0;
}

int case_run_load(const struct case_runner *runner, struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct child_limits limits = limits_of(runner);
	struct case_runner copy = *runner;
	struct child_result answer;
	int status = child_run(load_in_child, &copy, &limits, &arena, &answer, err);
	if (status)
		return status;
	if (answer.end != CHILD_ANSWERED) {
		const char *how = child_result_words(&answer, &limits, &arena);
		return error_set(err, EFAULT, "%s: while it was loaded, the plugin %s",
				 runner->plugin, how ? how : "failed");
	}
	return answer.size ? error_set(err, EINVAL, "%s", (const char *)answer.bytes) : 0;
}
