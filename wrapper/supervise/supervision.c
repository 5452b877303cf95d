/* SPDX-License-Identifier: MIT */
#include "supervise/supervision.h"

#include "loader/compiled_in.h"
#include "supervise/hooks.h"

#include <inttypes.h>
#include <string.h>

enum { STOP_TIMEOUT = 90000, AGENT_TIMEOUT = 5000 };

/* Name, six options, "--", the program, and an argv[0] if there is none. */
enum { MOST_WORDS = 10 };

int supervision_join(struct supervision *supervision, struct settings *settings,
		     struct plugin_set *set, struct error *err)
{
	const struct supervise_settings *said = &settings->supervise;
	*supervision = (struct supervision){
		.plugin = { .name = SUPERVISOR_NAME,
			    .source = "supervise = yes",
			    .named = true,
			    .required = true },
		.stop_timeout = said->stop_timeout ? said->stop_timeout : STOP_TIMEOUT,
		.agent_timeout = said->agent_timeout ? said->agent_timeout : AGENT_TIMEOUT,
		.exit_status = said->exit_status,
		.stops = supervision->stops,
	};
	struct plugin plugin;
	int status = compiled_in_make(&supervisor_descriptor, "qemu-wrapper", &supervision->plugin,
				      settings, &set->arena, &plugin, err);
	if (status)
		return status;
	plugin.state = supervision;
	return plugin_set_append(set, &plugin, err);
}

/* Words that are put together; `failed`: no memory. */
struct words {
	struct arena *arena;
	const char **argv, **origins;
	size_t count;
	bool failed;
};

static void add(struct words *words, const char *word, const char *origin)
{
	words->failed = words->failed || !word;
	words->argv[words->count] = word;
	words->origins[words->count++] = origin;
}

static const char *milliseconds(int64_t time, struct arena *arena)
{
	return time == SUPERVISE_NEVER ? "none" : arena_printf(arena, "%" PRId64, time);
}

static void add_option(struct words *words, const char *name, const char *value)
{
	if (value)
		add(words, arena_printf(words->arena, "--%s=%s", name, value), SUPERVISOR_NAME);
}

int supervision_front(const struct supervision *supervision, const char *program,
		      const char *const *argv, const char *const *origins, struct arena *arena,
		      struct supervised_words *ret_words, struct error *err)
{
	char blocked[STOP_SIGNALS_NAMES];
	size_t count = 0;
	while (argv[count])
		count++;
	struct words words = {
		.arena = arena,
		.argv = arena_array(arena, count + MOST_WORDS + 1, sizeof(char *)),
		.origins = arena_array(arena, count + MOST_WORDS + 1, sizeof(char *)),
	};
	if (!words.argv || !words.origins)
		return error_memory(err);
	add(&words, "qemu-wrapper-supervisor", SUPERVISOR_NAME);
	add_option(&words, "folder", supervision->folder.path);
	add_option(&words, "stop-timeout", milliseconds(supervision->stop_timeout, arena));
	add_option(&words, "agent-timeout", milliseconds(supervision->agent_timeout, arena));
	add_option(&words, "agent", supervision->agent);
	add_option(&words, "exit-status", supervision->exit_status);
	stop_signals_names(&supervision->stops, blocked);
	add_option(&words, "blocked", *blocked ? blocked : NULL);
	add(&words, "--", SUPERVISOR_NAME);
	add(&words, program, SUPERVISOR_NAME);
	size_t ahead = words.count;
	for (size_t i = 0; i < count; i++)
		add(&words, argv[i], origins[i]);
	/* What Linux makes of an empty argv. */
	if (!count)
		add(&words, "", SUPERVISOR_NAME);
	if (words.failed)
		return error_memory(err);
	*ret_words = (struct supervised_words){ words.argv, words.origins, ahead };
	return 0;
}

void supervision_release(struct supervision *supervision)
{
	if (supervision->folder.path[0]) {
		run_folder_remove(&supervision->folder);
		run_folder_close(&supervision->folder);
	}
	arena_release(&supervision->arena);
}
