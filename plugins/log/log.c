/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "event.h"
#include "sink.h"

static int log_open(struct qw_context *ctx)
{
	struct log_settings settings;
	return settings_read(ctx, &settings);
}

/* Nobody there to be told: containers mostly have no syslog. */
static bool is_absent(int status)
{
	return status == -ENOENT || status == -ECONNREFUSED;
}

/* A terminal is for people who watch; otherwise the system's log, by the one way or the other. */
static int deliver_auto(const struct event *event, const char **ret_place, const char **ret_problem)
{
	*ret_place = "standard error";
	if (isatty(STDERR_FILENO))
		return sink_terminal(event, ret_problem);
	*ret_place = SYSLOG_SOCKET;
	int status = sink_syslog(event, ret_problem);
	if (!is_absent(status))
		return status;
	*ret_place = JOURNAL_SOCKET;
	status = sink_journal(event, ret_problem);
	return is_absent(status) ? 0 : status;
}

static int deliver(const struct event *event, const char **ret_place, const char **ret_problem)
{
	switch (event->settings->to) {
	case TO_AUTO:
		return deliver_auto(event, ret_place, ret_problem);
	case TO_STDERR:
		*ret_place = "standard error";
		return sink_stderr(event, ret_problem);
	case TO_SYSLOG:
		*ret_place = SYSLOG_SOCKET;
		return sink_syslog(event, ret_problem);
	case TO_JOURNAL:
		*ret_place = JOURNAL_SOCKET;
		return sink_journal(event, ret_problem);
	case TO_FILE:
		*ret_place = event->settings->path;
		return sink_file(event, ret_problem);
	case TO_NONE:
		break;
	}
	return 0;
}

static int log_outcome(struct qw_context *ctx, const struct qw_command *cmd,
		       const struct qw_outcome *outcome)
{
	struct log_settings settings;
	int status = settings_read(ctx, &settings);
	if (status || settings.to == TO_NONE)
		return status;
	/* Most launches end here, before anything is written. */
	if (level_of_event(cmd, outcome) > settings.level)
		return 0;
	struct event event;
	const char *place = NULL, *problem = NULL;
	event_gather(&event, cmd, outcome, &settings);
	status = deliver(&event, &place, &problem);
	/* The host makes one warning of it, and goes on. */
	return status ? qw_error(ctx, -status, "this launch was not logged: %s: %s", place,
				 problem ? problem : strerror(-status))
		      : 0;
}

QW_PLUGIN(.name = "log", .version = "0.1.0", .summary = "writes one event for each launch to a log",
	  .options = settings_specs, .open = log_open, .outcome = log_outcome);
