/* SPDX-License-Identifier: MIT */
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "redacted.h"

void event_gather(struct event *ret_event, const struct qw_command *cmd,
		  const struct qw_outcome *outcome, const struct log_settings *settings)
{
	const char *process = qw_process(cmd);
	*ret_event = (struct event){
		.settings = settings,
		.cmd = cmd,
		.level = level_of_event(cmd, outcome),
		.kind = outcome->kind,
		.status = outcome->status,
		.text = redacted_text(cmd, outcome->text),
		.phase = outcome->phase,
		.plugin = outcome->plugin,
		.program = qw_program(cmd),
		.name = qw_program_name(cmd),
		.manager = qw_manager(cmd),
		.line = qw_line(cmd),
		.pid = process ? (pid_t)strtol(process, NULL, 10) : getpid(),
		.uid = getuid(),
	};
	if (!getcwd(ret_event->cwd, sizeof(ret_event->cwd)))
		ret_event->cwd[0] = '\0';
	clock_gettime(CLOCK_REALTIME, &ret_event->time);
}

const char *event_kind(const struct event *event)
{
	if (event->kind == QW_STARTING)
		return "started";
	return event->kind == QW_REFUSED ? "refused" : "failed";
}

const char *event_argument(const struct event *event, enum qw_argv which, size_t index)
{
	return redacted_argument(event->cmd, which, index, event->settings->firmware_strings);
}

bool event_command_differs(const struct event *event)
{
	for (size_t i = 0;; i++) {
		const char *one = qw_argument(event->cmd, QW_ORIGINAL, i, NULL);
		const char *other = qw_argument(event->cmd, QW_FINAL, i, NULL);
		if (!one || !other)
			return one != other;
		if (strcmp(one, other))
			return true;
	}
}

bool event_change(const struct event *event, size_t index, struct qw_change *ret_change)
{
	if (qw_change_at(event->cmd, index, ret_change) <= 0)
		return false;
	redact_change(event->cmd, ret_change, event->settings->firmware_strings);
	return true;
}

bool event_note(const struct event *event, size_t index, struct event_note *ret_note)
{
	if (qw_note_at(event->cmd, index, &ret_note->plugin, &ret_note->level, &ret_note->text) <=
	    0)
		return false;
	ret_note->text = redacted_text(event->cmd, ret_note->text);
	return true;
}

bool event_fact(const struct event *event, size_t index, struct event_fact *ret_fact)
{
	return qw_fact_at(event->cmd, index, &ret_fact->plugin, &ret_fact->key, &ret_fact->fields,
			  &ret_fact->count) > 0;
}

const char *event_field_text(const struct event *event, const struct qw_field *field)
{
	return redacted_property(event->cmd, NULL, field->name, field->text);
}

void event_time(const struct event *event, char ret_text[EVENT_TIME_SIZE])
{
	struct tm utc = { 0 };
	gmtime_r(&event->time.tv_sec, &utc);
	size_t length = strftime(ret_text, EVENT_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(ret_text + length, EVENT_TIME_SIZE - length, ".%06ldZ",
		 event->time.tv_nsec / 1000);
}
