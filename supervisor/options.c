/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "stop_signal/stop_signal.h"

#include <string.h>

const char options_usage[] =
	"usage: supervisor --folder=DIR --stop-timeout=MS|none --agent-timeout=MS\n"
	"                  [--agent=SOCKET] [--exit-status=REASON=N,...]\n"
	"                  [--blocked=TERM,INT,PWR]\n"
	"                  -- PROGRAM ARGV0 [ARG...]\n\n"
	"Runs QEMU, turns SIGTERM into an orderly shutdown of the guest, and ends with it.\n"
	"qemu-wrapper starts it where the configuration says `supervise = yes`. Manual:\n"
	"qemu-wrapper-supervisor(8).\n";

/* The value of "--name=value"; NULL: the word is something else. */
static const char *value_of(const char *word, const char *name)
{
	size_t length = strlen(name);
	return !strncmp(word, name, length) && word[length] == '=' ? word + length + 1 : NULL;
}

static int read_time(const char *word, const char *text, int64_t *ret_time, struct error *err)
{
	int64_t value = 0;
	const char *digit = text;
	for (; *digit >= '0' && *digit <= '9' && value < LADDER_NEVER / 100; digit++)
		value = value * 10 + (*digit - '0');
	if (*digit || digit == text)
		return error_set(err, EINVAL, "%s: milliseconds are expected", word);
	*ret_time = value;
	return 0;
}

/* Names of stop signals, with commas between them. */
static int read_signals(const char *word, const char *text, sigset_t *ret_set, struct error *err)
{
	size_t length, i;
	sigemptyset(ret_set);
	for (const char *name = text;; name += length + 1) {
		length = strcspn(name, ",");
		for (i = 0; i < STOP_SIGNALS; i++)
			if (strlen(stop_signal_all[i].name) == length &&
			    !strncmp(stop_signal_all[i].name, name, length))
				break;
		if (i == STOP_SIGNALS)
			return error_set(err, EINVAL, "%s: TERM, INT or PWR are expected", word);
		sigaddset(ret_set, stop_signal_all[i].number);
		if (!name[length])
			return 0;
	}
}

static int read_option(const char *word, struct options *options, struct error *err)
{
	const char *value;
	if ((value = value_of(word, "--folder"))) {
		options->folder = value;
		return 0;
	}
	if ((value = value_of(word, "--agent"))) {
		options->agent = value;
		options->ladder.has_agent = true;
		return 0;
	}
	if ((value = value_of(word, "--stop-timeout"))) {
		options->ladder.stop_timeout = LADDER_NEVER;
		return strcmp(value, "none")
			       ? read_time(word, value, &options->ladder.stop_timeout, err)
			       : 0;
	}
	if ((value = value_of(word, "--agent-timeout")))
		return read_time(word, value, &options->ladder.agent_timeout, err);
	if ((value = value_of(word, "--exit-status")))
		return exit_table_read(value, &options->exits, err);
	if ((value = value_of(word, "--blocked")))
		return read_signals(word, value, &options->blocked, err);
	return error_set(err, EINVAL, "unknown option %s", word);
}

int options_read(char *const *argv, struct options *ret_options, struct error *err)
{
	struct options options = { .ladder = { .stop_timeout = -1, .agent_timeout = -1 },
				   .exits = exit_table_default() };
	sigemptyset(&options.blocked);
	/* Without arguments argv[0] may be missing, too. */
	for (argv += !!*argv; *argv && strcmp(*argv, "--"); argv++) {
		if (!strcmp(*argv, "--help")) {
			options.help = true;
			*ret_options = options;
			return 0;
		}
		int status = read_option(*argv, &options, err);
		if (status)
			return status;
	}
	if (!*argv || !argv[1] || !argv[2])
		return error_set(err, EINVAL, "no program and its name behind --");
	if (!options.folder || options.ladder.stop_timeout < 0 || options.ladder.agent_timeout < 0)
		return error_set(err, EINVAL,
				 "--folder, --stop-timeout and --agent-timeout are needed");
	options.program = argv[1];
	options.argv = argv + 2;
	*ret_options = options;
	return 0;
}
