/* SPDX-License-Identifier: MIT */
/*
 * What became of one launch. What is single stands in the structure; of what there are many
 * (words, changes, notes, facts) each is asked for when it is written. All text that comes from
 * here has gone through the host's redaction, so no format can forget it. Strings are the host's,
 * live until the hook returns, and are as they came: formats make them visible.
 */
#ifndef LOG_EVENT_H
#define LOG_EVENT_H

#include <limits.h>
#include <qemu-wrapper/plugin.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "settings.h"

struct event {
	const struct log_settings *settings;
	const struct qw_command *cmd;
	enum level level;
	/* An enum qw_outcome_kind. */
	uint32_t kind;
	int status;
	/* Why it was not started, where, and which plugin refused; each may be NULL. */
	const char *text, *phase, *plugin;
	/* The real QEMU or NULL, and the name it was called by. */
	const char *program, *name;
	const char *manager;
	/* enum qw_line_flag. */
	uint32_t line;
	pid_t pid;
	uid_t uid;
	/* Empty: it can't be told. */
	char cwd[PATH_MAX];
	struct timespec time;
};

/* A note of any plugin; `plugin` NULL: the wrapper's. */
struct event_note {
	const char *plugin, *text;
	uint32_t level;
};

struct event_fact {
	const char *plugin, *key;
	const struct qw_field *fields;
	size_t count;
};

void event_gather(struct event *ret_event, const struct qw_command *cmd,
		  const struct qw_outcome *outcome, const struct log_settings *settings);

/* "started", "refused" or "failed". */
const char *event_kind(const struct event *event);

/* The index-th word; NULL behind the last. */
const char *event_argument(const struct event *event, enum qw_argv which, size_t index);

/* Whether QEMU gets other words than were written. */
bool event_command_differs(const struct event *event);

/* The index-th of each; false: there are no more. */
bool event_change(const struct event *event, size_t index, struct qw_change *ret_change);
bool event_note(const struct event *event, size_t index, struct event_note *ret_note);
bool event_fact(const struct event *event, size_t index, struct event_fact *ret_fact);

/* The text of a field of a fact; NULL: it has none. */
const char *event_field_text(const struct event *event, const struct qw_field *field);

/* "2026-01-31T23:59:59.123456Z". */
enum { EVENT_TIME_SIZE = 40 };
void event_time(const struct event *event, char ret_text[EVENT_TIME_SIZE]);

#endif
