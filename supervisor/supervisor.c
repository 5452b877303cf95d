/* SPDX-License-Identifier: MIT */
#include "supervisor.h"

#include "agent.h"
#include "control.h"
#include "ending.h"
#include "qmp/client.h"
#include "say.h"
#include "status.h"
#include "watch.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>

struct supervisor {
	const struct options *options;
	const struct run_folder *folder;
	pid_t qemu;
	bool gone;
	int wait_status;
	unsigned stops;
	struct watch watch;
	struct control control;
	struct agent agent;
	struct ladder ladder;
	struct status status;
	/** That status.json can't be written is said once. */
	bool status_failed;
};

/* -- what comes in -- */

static void reap(struct supervisor *s)
{
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		if (pid != s->qemu)
			continue;
		s->gone = true;
		s->wait_status = status;
	}
}

/* As a shell expects it of its job. Process 1 can't be stopped. */
static void suspend(const struct supervisor *s)
{
	if (s->gone || getpid() == 1)
		return;
	kill(s->qemu, SIGSTOP);
	raise(SIGSTOP);
}

static void take_signal(struct supervisor *s, int number)
{
	switch (number) {
	case SIGCHLD:
		reap(s);
		return;
	case SIGTERM:
	case SIGINT:
	case SIGPWR:
		s->stops++;
		/* Behind the third one there is nothing left to hurry. */
		if (s->stops == 2 || s->stops == 3)
			say("stop: another SIG%s hurries it", sigabbrev_np(number));
		return;
	case SIGTSTP:
		suspend(s);
		return;
	default:
		if (!s->gone)
			kill(s->qemu, number);
	}
}

static void take_agent(struct supervisor *s)
{
	CLEANUP_ERROR struct error err = { 0 };
	enum ladder_agent before = s->agent.state;
	if (agent_readable(&s->agent, &err))
		say("guest agent: %s", error_text(&err));
	else if (s->agent.state != before && s->agent.state == AGENT_ACCEPTED)
		say("stop: the guest agent takes the order");
}

/* QMP is lost; `err` tells why. */
static void lose_control(const struct error *err)
{
	say("QMP: %s; from now on a stop sends signals to QEMU", error_text(err));
}

static void take(struct supervisor *s, unsigned ready)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (ready & 1u << WATCH_SIGNALS)
		for (int number; (number = watch_signal(&s->watch));)
			take_signal(s, number);
	if (ready & 1u << WATCH_CONTROL && s->control.connection.fd >= 0) {
		control_flush(&s->control);
		if (control_readable(&s->control, qmp_now(), &err) < 0)
			lose_control(&err);
	}
	if (ready & 1u << WATCH_AGENT && s->agent.connection.fd >= 0)
		take_agent(s);
}

/* -- what is done -- */

static void tell(struct supervisor *s, const char *command)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (control_tell(&s->control, command, &err))
		lose_control(&err);
}

static void ask_agent(struct supervisor *s, int64_t now)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (agent_ask(&s->agent, s->options->agent, now, &err))
		say("guest agent: %s", error_text(&err));
}

static const char *why_it_ends(const struct supervisor *s)
{
	if (!s->ladder.forced)
		return "the guest isn't running";
	return s->stops > 1 ? "the guest is not waited for" : "the guest doesn't stop";
}

static void act(struct supervisor *s, unsigned actions, int64_t now)
{
	char left[SAY_LEFT];
	say_left(ladder_left(&s->ladder, now), left);
	if (actions & LADDER_ASK_AGENT) {
		say("stop: the guest agent is asked to power off; %s", left);
		ask_agent(s, now);
	}
	if (actions & LADDER_DROP_AGENT) {
		say("stop: the guest agent doesn't answer; %s", left);
		agent_drop(&s->agent);
	}
	if (actions & LADDER_WAKE) {
		say("stop: the guest sleeps and is woken; %s", left);
		tell(s, "system_wakeup");
	}
	if (actions & LADDER_BUTTON) {
		say("stop: the guest's power button is pressed; %s", left);
		tell(s, "system_powerdown");
	}
	if (actions & LADDER_QUIT) {
		say("stop: %s, QEMU is told to quit; %s", why_it_ends(s), left);
		tell(s, "quit");
	}
	if (actions & LADDER_TERMINATE) {
		say("stop: %s, QEMU gets SIGTERM; %s", why_it_ends(s), left);
		kill(s->qemu, SIGTERM);
	}
	if (actions & LADDER_KILL) {
		say("stop: QEMU is killed");
		kill(s->qemu, SIGKILL);
	}
}

static void publish(struct supervisor *s)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *state = *s->control.state ? s->control.state : "starting";
	if (s->control.phase == CONTROL_LOST)
		state = "unknown";
	status_set(&s->status, s->stops ? "stopping" : state, time(NULL));
	s->control.changed = false;
	if (status_write(&s->status, s->control.vnc, s->folder, &err) && !s->status_failed) {
		s->status_failed = true;
		say("%s", error_text(&err));
	}
}

/* Does all that is due, and tells when something will be next. */
static int64_t work(struct supervisor *s)
{
	CLEANUP_ERROR struct error err = { 0 };
	int64_t now = qmp_now(), control_next, ladder_next;
	unsigned actions, stops = s->stops && !s->ladder.begun;
	if (control_tick(&s->control, now, &control_next, &err))
		lose_control(&err);
	/* An action may fail at once, which leads to the next. */
	do {
		struct ladder_view view = { .now = now,
					    .stops = s->stops,
					    .guest = control_guest(&s->control),
					    .agent = s->agent.state };
		actions = ladder_step(&s->ladder, &view, &ladder_next);
		act(s, actions, now);
	} while (actions);
	if (s->control.changed || stops)
		publish(s);
	return control_next < ladder_next ? control_next : ladder_next;
}

static int wait_for_more(struct supervisor *s, int64_t next, unsigned *ret_ready, struct error *err)
{
	int status = watch_set(&s->watch, WATCH_CONTROL, s->control.connection.fd,
			       control_events(&s->control, qmp_now()), err);
	if (!status)
		status = watch_set(&s->watch, WATCH_AGENT, s->agent.connection.fd, EPOLLIN, err);
	if (!status)
		status = watch_timer(&s->watch, next, err);
	return status ? status : watch_wait(&s->watch, ret_ready, err);
}

static int loop(struct supervisor *s, struct error *err)
{
	while (!s->gone) {
		unsigned ready;
		int status = wait_for_more(s, work(s), &ready, err);
		if (status)
			return status;
		take(s, ready);
	}
	return 0;
}

/* -- the end -- */

static int conclude(struct supervisor *s)
{
	CLEANUP_FREE char *line = NULL;
	char text[ENDING_TEXT];
	control_drain(&s->control);
	struct ending ending = { .wait_status = s->wait_status,
				 .reason = s->control.reason,
				 .panicked = s->control.panicked,
				 .forced = s->ladder.forced,
				 .terminated = s->ladder.terminated,
				 .killed = s->ladder.killed };
	int status = ending_status(&ending, &s->options->exits, text);
	if (asprintf(&line, "%s; exit status %d", text, status) < 0)
		line = NULL;
	say("%s", line ? line : text);
	say_termination(line ? line : text);
	return status;
}

int supervise(const struct options *options, const struct signals *signals,
	      const struct run_folder *folder, pid_t qemu, struct error *err)
{
	CLEANUP_ERROR struct error lost = { 0 };
	struct supervisor s = { .options = options, .folder = folder, .qemu = qemu };
	s.agent.connection.fd = -1;
	s.status =
		(struct status){ .program = options->program, .qemu = qemu, .started = time(NULL) };
	ladder_init(&s.ladder, &options->ladder);
	int status = watch_begin(&s.watch, &signals->held, err);
	if (status) {
		kill(qemu, SIGKILL);
		return status;
	}
	if (control_begin(&s.control, folder, qmp_now(), &lost))
		lose_control(&lost);
	s.control.changed = true;
	status = loop(&s, err);
	if (status)
		kill(qemu, SIGKILL);
	else
		status = conclude(&s);
	agent_drop(&s.agent);
	control_end(&s.control);
	watch_end(&s.watch);
	return status;
}
