/* SPDX-License-Identifier: MIT */
#include "control.h"

#include "say.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

static int drop(struct control *control, enum control_phase phase, int status)
{
	qmp_connection_close(&control->connection);
	control->phase = phase;
	control->changed = true;
	return status;
}

int control_begin(struct control *control, const struct run_folder *folder, int64_t now,
		  struct error *err)
{
	*control = (struct control){ .connection.fd = -1, .reason = EXIT_UNKNOWN, .since = now };
	int fd = run_folder_connect(folder, RUN_FOLDER_CONTROL, err);
	if (fd == -ECONNREFUSED) {
		/* QEMU has it no more: most likely it has ended. */
		error_clear(err);
		return drop(control, CONTROL_ENDED, 0);
	}
	if (fd < 0)
		return drop(control, CONTROL_LOST, fd);
	qmp_connection_begin(&control->connection, fd);
	return 0;
}

static int ask(struct control *control, const char *command, enum control_question question,
	       struct error *err)
{
	int status =
		qmp_connection_ask(&control->connection, command, &control->awaited[question], err);
	/* A peer that is gone is seen when there is nothing more to be read. */
	return status == -ENOBUFS || status == -ENOMEM ? drop(control, CONTROL_LOST, status) : 0;
}

int control_tell(struct control *control, const char *command, struct error *err)
{
	return control->phase == CONTROL_READY ? ask(control, command, ASK_TOLD, err) : 0;
}

/* Does the event say that the run state is another one? */
static bool changes_state(const char *event)
{
	static const char *const events[] = { "STOP",           "RESUME",      "SHUTDOWN",
					      "RESET",          "SUSPEND",     "WAKEUP",
					      "POWERDOWN",      "MIGRATION",   "WATCHDOG",
					      "GUEST_PANICKED", "SUSPEND_DISK" };
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (!strcmp(event, events[i]))
			return true;
	return false;
}

static void hear_event(struct control *control, const struct qmp_message *message)
{
	const char *text;
	control->stale = control->stale || changes_state(message->name);
	if (!strcmp(message->name, "SHUTDOWN") && !control->has_reason) {
		/* The first one: with -no-shutdown others follow, and tell how QEMU was ended. */
		text = qmp_message_string(message, "reason");
		control->has_reason = true;
		control->reason = text ? exit_reason_of(text) : EXIT_UNKNOWN;
	} else if (!strcmp(message->name, "GUEST_PANICKED")) {
		text = qmp_message_string(message, "action");
		control->panicked = !text || strcmp(text, "run") != 0;
	} else if (!strcmp(message->name, "RESET") || !strcmp(message->name, "RESUME")) {
		control->has_reason = control->panicked = false;
		control->reason = EXIT_UNKNOWN;
	}
}

static int hear_status(struct control *control, const struct qmp_message *message,
		       struct error *err)
{
	const char *state = qmp_message_string(message, "status");
	/* Too long for any of QEMU's; cut, it could end within a character, and be no JSON. */
	if (state && strlen(state) >= sizeof(control->state))
		state = "unknown";
	if (!state || !strcmp(state, control->state))
		return 0;
	/* With -preconfig there was no VNC yet when it was asked for; QMP calls it prelaunch, too.
	 */
	bool began = !strcmp(control->state, "prelaunch") || !strcmp(control->state, "preconfig");
	snprintf(control->state, sizeof(control->state), "%s", state);
	control->changed = true;
	return began ? ask(control, "query-vnc-servers", ASK_VNC_SERVERS, err) : 0;
}

static int hear_capabilities(struct control *control, bool failed, struct error *err)
{
	if (failed)
		return error_set(err, EPROTO, "it doesn't begin as QMP does");
	control->phase = CONTROL_READY;
	control->stale = true;
	return ask(control, "query-vnc-servers", ASK_VNC_SERVERS, err);
}

/* The question that it answers; CONTROL_QUESTIONS: none of ours. */
static enum control_question question_of(const struct control *control,
					 const struct qmp_message *message)
{
	enum control_question question = 0;
	while (question < CONTROL_QUESTIONS &&
	       (!control->awaited[question] || control->awaited[question] != message->id))
		question++;
	return question;
}

static int hear_answer(struct control *control, const struct qmp_message *message,
		       struct error *err)
{
	enum control_question question = question_of(control, message);
	bool failed = message->kind == QMP_ERROR;
	if (question == CONTROL_QUESTIONS)
		return 0;
	control->awaited[question] = 0;
	switch (question) {
	case ASK_CAPABILITIES:
		return hear_capabilities(control, failed, err);
	case ASK_STATUS:
		return failed ? 0 : hear_status(control, message, err);
	case ASK_VNC_SERVERS:
		/* QEMU before 2.3 has the other command, one without VNC neither. */
		if (failed)
			return ask(control, "query-vnc", ASK_VNC, err);
		/* fall through */
	case ASK_VNC:
		json_decref(control->vnc);
		control->vnc = failed ? NULL : json_deep_copy(message->data);
		control->changed = true;
		return 0;
	default:
		if (failed)
			say("QEMU refuses: %.200s", message->text);
		return 0;
	}
}

static int hear(struct control *control, const struct qmp_message *message, struct error *err)
{
	if (message->kind == QMP_EVENT) {
		hear_event(control, message);
		return 0;
	}
	if (control->phase == CONTROL_CONNECTING) {
		if (message->kind != QMP_GREETING)
			return error_set(err, EPROTO, "it doesn't greet as QMP does");
		control->phase = CONTROL_ASKED;
		return ask(control, "qmp_capabilities", ASK_CAPABILITIES, err);
	}
	if (message->kind == QMP_RETURN || message->kind == QMP_ERROR)
		return hear_answer(control, message, err);
	if (control->phase == CONTROL_ASKED)
		return error_set(err, EPROTO, "it doesn't begin as QMP does");
	return 0;
}

static int hear_all(struct control *control, struct error *err)
{
	int status;
	do {
		CLEANUP_QMP_MESSAGE struct qmp_message message = { .id = -1 };
		status = qmp_connection_next(&control->connection, &message, err);
		if (status > 0) {
			int heard = hear(control, &message, err);
			status = heard ? heard : status;
		}
	} while (status > 0);
	return status;
}

int control_readable(struct control *control, int64_t now, struct error *err)
{
	int count = qmp_connection_fill(&control->connection, err);
	if (count == -ECONNRESET) {
		error_clear(err);
		control->since = now;
		return drop(control, CONTROL_ENDED, 0);
	}
	if (count > 0) {
		if (now - control->window_at >= CONTROL_WINDOW) {
			control->window_at = now;
			control->window_bytes = 0;
		}
		control->window_bytes += (size_t)count;
		count = hear_all(control, err);
	}
	return count < 0 && control->phase != CONTROL_LOST ? drop(control, CONTROL_LOST, count)
							   : count;
}

void control_flush(struct control *control)
{
	CLEANUP_ERROR struct error gone = { 0 };
	/* A peer that is gone is seen by reading. */
	qmp_connection_flush(&control->connection, &gone);
}

static bool is_slowed(const struct control *control, int64_t now)
{
	return control->window_bytes > CONTROL_WINDOW_BYTES &&
	       now - control->window_at < CONTROL_WINDOW;
}

int control_tick(struct control *control, int64_t now, int64_t *ret_next, struct error *err)
{
	*ret_next = LADDER_NEVER;
	if (control->phase == CONTROL_ENDED) {
		*ret_next = control->since + CONTROL_ENDED_WAIT;
		if (now < *ret_next)
			return 0;
		*ret_next = LADDER_NEVER;
		control->phase = CONTROL_LOST;
		control->changed = true;
		return error_set(err, ECONNRESET, "QEMU has closed it");
	}
	if (control->phase == CONTROL_LOST)
		return 0;
	if (is_slowed(control, now))
		*ret_next = control->window_at + CONTROL_WINDOW;
	if (control->phase != CONTROL_READY || !control->stale || control->awaited[ASK_STATUS])
		return 0;
	int64_t at = control->asked_at + CONTROL_REFRESH;
	if (control->asked_at && now < at) {
		*ret_next = at < *ret_next ? at : *ret_next;
		return 0;
	}
	control->stale = false;
	control->asked_at = now;
	return ask(control, "query-status", ASK_STATUS, err);
}

void control_drain(struct control *control)
{
	CLEANUP_ERROR struct error err = { 0 };
	/* More than a socket's buffers hold is new, and who is gone says nothing new. */
	for (int reads = 0; reads < 64 && control->connection.fd >= 0; reads++)
		if (control_readable(control, 0, &err) < 0)
			return;
}

uint32_t control_events(const struct control *control, int64_t now)
{
	return (is_slowed(control, now) ? 0u : EPOLLIN) |
	       (qmp_connection_waits(&control->connection) ? EPOLLOUT : 0u);
}

enum ladder_guest control_guest(const struct control *control)
{
	static const struct {
		const char *state;
		enum ladder_guest guest;
	} states[] = {
		{ "", GUEST_STARTING },
		{ "prelaunch", GUEST_DOWN },
		{ "preconfig", GUEST_DOWN },
		{ "inmigrate", GUEST_DOWN },
		{ "shutdown", GUEST_DOWN },
		/* It goes on elsewhere. */
		{ "postmigrate", GUEST_DOWN },
		/* It never goes on. */
		{ "guest-panicked", GUEST_DOWN },
		{ "internal-error", GUEST_DOWN },
		{ "suspended", GUEST_SUSPENDED },
		{ "paused", GUEST_PAUSED },
		{ "io-error", GUEST_PAUSED },
		{ "watchdog", GUEST_PAUSED },
		{ "debug", GUEST_PAUSED },
	};
	if (control->phase == CONTROL_LOST)
		return GUEST_UNREACHABLE;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (!strcmp(control->state, states[i].state))
			return states[i].guest;
	return GUEST_RUNNING;
}

void control_end(struct control *control)
{
	qmp_connection_close(&control->connection);
	json_decref(control->vnc);
	control->vnc = NULL;
}
